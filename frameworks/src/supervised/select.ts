import type { Curve, Progress } from "@blacktail/sdk";
import type { TabularConfig } from "@blacktail/sdk/families";
import { Problem as Mistake, problem as mistake } from "../errors.ts";
import type { LoadedTable } from "../tables/loadTable.ts";
import type { Candidate, FitOptions, FitProgress, Fitted } from "./candidate.ts";
import type { Model } from "./model.ts";
import { networkCandidate } from "./networkCandidate.ts";
import type { Measure } from "./problem.ts";
import { treesCandidate } from "./treesCandidate.ts";

/** The models to try for a configuration, simplest first. */
function candidatesOf(config: TabularConfig, { encoders }: LoadedTable): Candidate[] {
  const { model, hidden, weightDecay } = config;
  const linear = networkCandidate("linear", { hidden: [], weightDecay: weightDecay ?? 0.1 }, config);
  const mlp = networkCandidate("mlp", { hidden, weightDecay: weightDecay ?? 0.3 }, config);
  const trees = treesCandidate(config);
  if (model !== "auto") return [linear, mlp, trees].filter((candidate) => candidate.model === model);
  // Thousands of words, each in few rows, are what trees are slow and weak at.
  return encoders.some(({ type }) => type === "text") ? [linear, mlp] : [linear, mlp, trees];
}

/** A kind whose first member's validation loss is so many times that of the best one has no further members. */
const FAR_BEHIND = 1.5;

export interface Selected {
  readonly candidate: Candidate;
  readonly model: Model;
  /** Means over the members. */
  readonly validation: Measure;
  /** Of each candidate's first member. */
  readonly curves: readonly Curve[];
  /** What each candidate's first member reached on the validation rows. */
  readonly tried: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/**
 * Trains every candidate on a first fold, those that are not far behind on the others, and returns the kind with the lowest mean
 * validation loss, its members merged into one model.
 * @throws BlacktailError TRAINING_DIVERGED
 */
export async function fitBest(
  options: Omit<FitOptions, "member" | "train" | "validation" | "onProgress"> & {
    onProgress(progress: Progress): void;
  },
): Promise<Selected> {
  const { table, config } = options;
  const candidates = candidatesOf(config, table);
  const { folds } = table;
  const trials = candidates.map((candidate): Trial => ({ candidate, members: [] }));
  const planned = sum(candidates.flatMap((candidate) => folds.map(({ train }) => candidate.plan(train.length))));
  const reporter = createReporter(planned, options.onProgress);
  let done = 0;
  let rivals: readonly Trial[] = trials;
  for (const [member, { train, validation }] of folds.entries()) {
    for (const { candidate, members } of trials) {
      const before = done;
      done += candidate.plan(train.length);
      // A member that diverged takes its kind out.
      if (members.length < member || !rivals.some((rival) => rival.candidate === candidate)) continue;
      const onProgress = (progress: FitProgress) => reporter.report(before, candidate.model, progress);
      const fitted = await unlessDiverged(candidate.fit({ ...options, train, validation, member, onProgress }));
      if (fitted !== undefined) members.push(fitted);
    }
    if (member === 0) rivals = leaders(trials);
  }
  const curves = trials.flatMap(({ candidate, members: [first] }) =>
    (first?.curves ?? []).map((curve) => ({ ...curve, name: `${candidate.model}, ${curve.name}` })),
  );
  const results = trials
    .filter(({ members }) => members.length === folds.length)
    .map(({ candidate, members }) => ({
      candidate,
      members,
      validation: meanMeasure(members.map((one) => one.validation)),
    }));
  const [best] = results.sort((a, b) => a.validation.loss - b.validation.loss);
  if (best !== undefined) {
    const tried = Object.fromEntries(
      trials.flatMap(({ candidate, members: [first] }) => (first ? [[candidate.model, first.validation.metrics]] : [])),
    );
    const { candidate, members, validation } = best;
    return { candidate, model: candidate.merge(members), validation, curves, tried };
  }
  throw mistake(
    "TRAINING_DIVERGED",
    "The loss became infinite in every model that was tried.",
    "Lower learningRate, or check the data for extreme values.",
  );
}

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

/** A fit that diverged leaves the choice to the others. */
async function unlessDiverged(fit: Promise<Fitted>): Promise<Fitted | undefined> {
  try {
    const fitted = await fit;
    return Number.isFinite(fitted.validation.loss) ? fitted : undefined;
  } catch (error) {
    if (error instanceof Mistake && error.code === "TRAINING_DIVERGED") return undefined;
    throw error;
  }
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

/** Tells of the fit at work; the steps that early stopping saved count as done. */
function createReporter(totalSteps: number, onProgress: (progress: Progress) => void) {
  const started = performance.now();
  let [taken, current, last] = [0, -1, 0];
  return {
    report(before: number, message: string, { step, epoch, loss, validation }: FitProgress): void {
      taken += before === current ? step - last : step;
      [current, last] = [before, step];
      const stepsPerSecond = taken / ((performance.now() - started) / 1_000);
      onProgress({
        phase: "training",
        step: before + step,
        totalSteps,
        epoch,
        // JSON has no infinity; a run that diverges ends with an error of its own.
        ...(Number.isFinite(loss) ? { loss } : {}),
        ...(Number.isFinite(validation.loss) ? { validationLoss: validation.loss } : {}),
        ...(Number.isFinite(validation.main.value) ? { metric: validation.main } : {}),
        stepsPerSecond,
        etaSeconds: (totalSteps - before - step) / stepsPerSecond,
        message,
      });
    },
  };
}
