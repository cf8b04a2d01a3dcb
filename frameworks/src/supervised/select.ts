import type { Curve, Progress } from "@blacktail/sdk";
import { problem as mistake } from "../errors.ts";
import type { LoadedTable } from "../tables/loadTable.ts";
import type { Candidate, FitOptions, FitProgress, Fitted } from "./candidate.ts";
import { comparedRows } from "./comparedRows.ts";
import { type Compared, compareOnSample } from "./compareOnSample.ts";
import { createReporter } from "./fitReporter.ts";
import type { Model } from "./model.ts";
import { networkCandidate } from "./networkCandidate.ts";
import type { Measure } from "./problem.ts";
import { treesAreAffordable } from "./treeLimits.ts";
import { treesCandidate } from "./treesCandidate.ts";
import { unlessDiverged } from "./unlessDiverged.ts";

/** The models to try for a configuration, simplest first. */
function candidatesOf({ config, table, problem }: SelectOptions, large: boolean): Candidate[] {
  const { model, hidden, weightDecay, rounds } = config;
  const linear = networkCandidate("linear", { hidden: [], weightDecay: weightDecay ?? 0.1 }, config);
  const mlp = networkCandidate("mlp", { hidden, weightDecay: weightDecay ?? 0.3 }, config);
  const trees = treesCandidate(config);
  if (model !== "auto") return [linear, mlp, trees].filter((candidate) => candidate.model === model);
  // Thousands of words, each in few rows, are what trees are slow and weak at.
  const words = table.encoders.some(({ type }) => type === "text");
  const slow = large && !treesAreAffordable({ rounds, width: table.width, outputs: problem.outputs });
  return words || slow ? [linear, mlp] : [linear, mlp, trees];
}

/** A kind whose first member's validation loss is so many times that of the best one has no further members. */
const FAR_BEHIND = 1.5;

export interface Selected {
  readonly candidate: Candidate;
  readonly model: Model;
  /** How many fits were merged into it. */
  readonly members: number;
  /** Means over the members. */
  readonly validation: Measure;
  /** Of each candidate's first member. */
  readonly curves: readonly Curve[];
  /** What each candidate's first member reached on the validation rows. */
  readonly tried: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Sentences for the user: what a large table was not used for. */
  readonly notes: readonly string[];
}

export interface SelectOptions
  extends Omit<FitOptions, "table" | "member" | "train" | "validation" | "hasty" | "onProgress"> {
  readonly table: LoadedTable;
  onProgress(progress: Progress): void;
  /** Values of a sample that several kinds of model are compared on, at most. */
  readonly sampleValues?: number;
}

/**
 * Trains the kinds of model that a configuration asks for and returns the best, its members merged into one model. On a large table they
 * are compared on a sample of the rows, and the best then learns from all. Otherwise all learn from a first fold, those that
 * are not far behind from the others too; the lowest mean validation loss decides.
 * @throws BlacktailError TRAINING_DIVERGED
 */
export async function fitBest(options: SelectOptions): Promise<Selected> {
  const { table, sampleValues } = options;
  const { folds } = table;
  const [first = { train: new Int32Array(), validation: new Int32Array() }] = folds;
  const size = comparedRows(table.width, sampleValues);
  const large = first.train.length > size;
  const all = candidatesOf(options, large);
  const compares = large && all.length > 1;

  const stepsOf = (candidates: readonly Candidate[]): number => {
    const plans = candidates.map((candidate) => sum(folds.map(({ train }) => candidate.plan(train.length))));
    return compares ? sum(candidates.map((candidate) => candidate.plan(size))) + Math.max(0, ...plans) : sum(plans);
  };
  const reporter = createReporter(stepsOf(all), options.onProgress);
  options.context.checkpoints.stage?.plan(stepsOf(all.filter(({ kept }) => kept)));
  let done = 0;
  /** @param rows that the fit will learn from */
  const reportOf = (candidate: Candidate, rows: number) => {
    const before = done;
    done += candidate.plan(rows);
    return (progress: FitProgress) => reporter.report(before, candidate.model, progress);
  };

  const compared = compares
    ? await compareOnSample(all, size, {
        ...options,
        ...first,
        member: folds.length,
        reportOf: (candidate) => reportOf(candidate, size),
      })
    : [];
  const candidates = compares ? compared.slice(0, 1).map(({ candidate }) => candidate) : all;
  const trials = candidates.map((candidate): Trial => ({ candidate, members: [] }));
  let rivals: readonly Trial[] = trials;
  for (const [member, { train, validation }] of folds.entries()) {
    for (const { candidate, members } of trials) {
      const onProgress = reportOf(candidate, train.length);
      // A member that diverged takes its kind out.
      if (members.length < member || !rivals.some((rival) => rival.candidate === candidate)) continue;
      const fit = candidate.fit({ ...options, train, validation, member, hasty: large, onProgress });
      const fitted = await unlessDiverged(fit);
      if (fitted !== undefined) members.push(fitted);
    }
    if (member === 0) rivals = leaders(trials);
  }
  return choose({ trials, compared, folds: folds.length, rows: first.train.length, size });
}

/** The best of what was trained. A model of the sample stays where more rows made it no better. */
function choose({
  trials,
  compared,
  folds,
  rows,
  size,
}: {
  trials: readonly Trial[];
  compared: readonly Compared[];
  folds: number;
  /** To learn from; and how many of them were compared on. */
  rows: number;
  size: number;
}): Selected {
  const tried =
    compared.length > 0
      ? compared
      : trials.flatMap(({ candidate, members: [fitted] }) => (fitted ? [{ candidate, fitted }] : []));
  const finished = [
    ...trials.filter(({ members }) => members.length === folds),
    ...compared.slice(0, 1).map(({ candidate, fitted }) => ({ candidate, members: [fitted] })),
  ];
  const results = finished.map((trial) => ({
    ...trial,
    validation: meanMeasure(trial.members.map((one) => one.validation)),
  }));
  const [best] = results.sort((a, b) => a.validation.loss - b.validation.loss);
  const [learned] = best?.members ?? [];
  if (best === undefined || learned === undefined) {
    throw mistake(
      "TRAINING_DIVERGED",
      "The loss became infinite in every model that was tried.",
      "Lower learningRate, or check the data for extreme values.",
    );
  }
  const { candidate, members, validation } = best;
  const notes =
    compared.length === 0
      ? []
      : [
          `The table is large: the kinds of model were compared on ${size} of its ${rows} rows to learn from, chosen at random.`,
        ];
  if (learned.rows < rows)
    notes.push(`The model (${candidate.model}) learned from ${learned.rows} of ${rows} rows, chosen at random.`);
  return {
    candidate,
    model: candidate.merge(members),
    members: members.length,
    validation,
    curves: [
      ...compared.flatMap(({ candidate, fitted }) => curvesOf(`${candidate.model} on the sample`, fitted)),
      ...trials.flatMap(({ candidate, members: [first] }) => (first ? curvesOf(candidate.model, first) : [])),
    ],
    tried: Object.fromEntries(tried.map(({ candidate, fitted }) => [candidate.model, fitted.validation.metrics])),
    notes,
  };
}

const curvesOf = (name: string, { curves }: Fitted): Curve[] =>
  curves.map((curve) => ({ ...curve, name: `${name}, ${curve.name}` }));

/** A kind of model, and its members so far. */
interface Trial {
  readonly candidate: Candidate;
  readonly members: Fitted[];
}

/** After a first member each, the kinds that may still turn out best. */
function leaders(trials: readonly Trial[]): Trial[] {
  const lossOf = ({ members: [first] }: Trial) => first?.validation.loss ?? Number.POSITIVE_INFINITY;
  const best = Math.min(...trials.map(lossOf));
  return trials.filter((trial) => lossOf(trial) <= best * FAR_BEHIND);
}

function meanMeasure(measures: readonly Measure[]): Measure {
  const mean = (pick: (measure: Measure) => number) => sum(measures.map(pick)) / measures.length;
  const [first] = measures;
  return {
    loss: mean(({ loss }) => loss),
    main: { name: first?.main.name ?? "", value: mean(({ main }) => main.value) },
    metrics: Object.fromEntries(
      Object.keys(first?.metrics ?? {}).map((name) => [name, mean(({ metrics }) => metrics[name] ?? 0)]),
    ),
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
