import type { Progress } from "@blacktail/sdk";
import type { TabularConfig } from "@blacktail/sdk/families";
import { problem as mistake } from "../errors.ts";
import { mergeMembers } from "./ensemble.ts";
import {
  type Candidate,
  type Fit,
  type FitOptions,
  type FitProgress,
  type Fitted,
  type Sample,
  startFit,
} from "./fit.ts";
import { createForward } from "./forward.ts";
import type { Measure, Problem } from "./problem.ts";

/** The models to try for a configuration, simplest first. */
function candidatesOf({ model, hidden, weightDecay }: TabularConfig): Candidate[] {
  const linear: Candidate = { model: "linear", hidden: [], weightDecay: weightDecay ?? 0.1 };
  const mlp: Candidate = { model: "mlp", hidden, weightDecay: weightDecay ?? 0.3 };
  return model === "auto" ? [linear, mlp] : [model === "linear" ? linear : mlp];
}

export interface SelectOptions extends Omit<FitOptions, "member" | "train" | "validation"> {
  /** One member is trained per fold. */
  readonly folds: readonly Pick<FitOptions, "train" | "validation">[];
  onProgress(progress: Progress): void;
}

/**
 * Trains every candidate on every fold, all side by side, and returns the kind with the lowest mean validation loss, its members
 * merged into one network. Progress tells of the kind that leads at the moment.
 * @throws BlacktailError TRAINING_DIVERGED
 */
export async function fitBest(options: SelectOptions): Promise<Fitted> {
  const { folds, config } = options;
  const kinds: Kind[] = [];
  for (const candidate of candidatesOf(config)) {
    const fits: Fit[] = [];
    for (const [member, fold] of folds.entries()) fits.push(await startFit(candidate, { ...options, ...fold, member }));
    kinds.push({ candidate, fits, latest: [] });
  }
  const report = createReporter(kinds, options.onProgress);
  while (kinds.some(({ fits }) => fits.some((fit) => !fit.done))) {
    for (const { fits, latest } of kinds) {
      for (const [member, fit] of fits.entries()) if (!fit.done) latest[member] = await fit.advance();
    }
    report();
  }
  let best: Fitted | undefined;
  for (const { candidate, fits } of kinds) {
    const members: Fitted[] = [];
    for (const fit of fits) members.push(await fit.finish());
    const merged = summarize(candidate, members);
    if (!Number.isFinite(merged.validation.loss)) continue;
    if (best === undefined || merged.validation.loss < best.validation.loss) best = merged;
  }
  if (best !== undefined) return best;
  throw mistake(
    "TRAINING_DIVERGED",
    "The loss became infinite in every model that was tried.",
    "Lower learningRate, or check the data for extreme values.",
  );
}

/** One candidate, its members and where each of them stands. */
interface Kind {
  readonly candidate: Candidate;
  readonly fits: readonly Fit[];
  readonly latest: FitProgress[];
}

function summarize(candidate: Candidate, members: readonly Fitted[]): Fitted {
  return {
    candidate,
    ...mergeMembers(members),
    steps: members.reduce((sum, { steps }) => sum + steps, 0),
    validation: meanMeasure(members.map(({ validation }) => validation)),
  };
}

function meanMeasure(measures: readonly Measure[]): Measure {
  const mean = (pick: (measure: Measure) => number) => average(measures.map(pick));
  const [first] = measures;
  return {
    loss: mean(({ loss }) => loss),
    main: { name: first?.main.name ?? "", value: mean(({ main }) => main.value) },
    metrics: Object.fromEntries(
      Object.keys(first?.metrics ?? {}).map((name) => [name, mean(({ metrics }) => metrics[name] ?? 0)]),
    ),
  };
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Sums up where all fits stand. The steps that early stopping saved count as done. */
function createReporter(kinds: readonly Kind[], onProgress: (progress: Progress) => void): () => void {
  const started = performance.now();
  const totalSteps = kinds.reduce((sum, { fits }) => sum + fits.reduce((steps, fit) => steps + fit.totalSteps, 0), 0);
  return () => {
    let [step, taken] = [0, 0];
    for (const { fits, latest } of kinds) {
      fits.forEach((fit, member) => {
        const steps = latest[member]?.step ?? 0;
        taken += steps;
        step += fit.done ? fit.totalSteps : steps;
      });
    }
    const standings = kinds.map(({ candidate, latest }) => ({
      candidate,
      loss: average(latest.map(({ loss }) => loss)),
      epoch: Math.max(...latest.map(({ epoch }) => epoch)),
      validation: meanMeasure(latest.map(({ validation }) => validation)),
    }));
    // A kind that diverged (no number) never leads.
    const order = (value: number) => (Number.isFinite(value) ? value : Number.MAX_VALUE);
    const [lead] = standings.sort((a, b) => order(a.validation.loss) - order(b.validation.loss));
    if (lead === undefined) return;
    const { loss, epoch, validation, candidate } = lead;
    const stepsPerSecond = taken / ((performance.now() - started) / 1_000);
    onProgress({
      phase: "training",
      step,
      totalSteps,
      epoch,
      // JSON has no infinity; a run that diverges ends with an error of its own.
      ...(Number.isFinite(loss) ? { loss } : {}),
      ...(Number.isFinite(validation.loss) ? { validationLoss: validation.loss } : {}),
      ...(Number.isFinite(validation.main.value) ? { metric: validation.main } : {}),
      stepsPerSecond,
      etaSeconds: (totalSteps - step) / stepsPerSecond,
      message: candidate.model,
    });
  };
}

/** Measures a trained model on rows. */
export async function measureOn(
  fitted: Fitted,
  problem: Problem,
  sample: Sample,
  activation: TabularConfig["activation"],
): Promise<Measure> {
  const forward = await createForward(
    fitted.shapes.map((shape, index) => ({ name: `parameter${index}`, shape })),
    activation,
  );
  const scores = await forward.run(fitted.weights, sample.features);
  await forward.release();
  return problem.measure(scores, sample.rows);
}
