import type { Progress } from "@blacktail/sdk";
import { problem as mistake } from "../errors.ts";
import type { TabularConfig } from "./config.ts";
import { mergeMembers } from "./ensemble.ts";
import { type Candidate, type FitOptions, type FitProgress, type Fitted, fit, planSteps, type Sample } from "./fit.ts";
import { createForward } from "./forward.ts";
import type { Measure, Problem } from "./problem.ts";

/** The models to try for a configuration, simplest first. */
export function candidatesOf({ model, hidden, weightDecay }: TabularConfig): Candidate[] {
  const linear: Candidate = { model: "linear", hidden: [], weightDecay: weightDecay ?? 0.1 };
  const mlp: Candidate = { model: "mlp", hidden, weightDecay: weightDecay ?? 0.3 };
  return model === "auto" ? [linear, mlp] : [model === "linear" ? linear : mlp];
}

export interface SelectOptions extends Omit<FitOptions, "onProgress" | "train" | "validation"> {
  /** One member is trained per fold. */
  readonly folds: readonly Pick<FitOptions, "train" | "validation">[];
  onProgress(progress: Progress): void;
}

/**
 * Trains every candidate on every fold and returns the kind with the lowest mean validation loss, its members merged into one network.
 * Reports progress over all of them.
 * @throws BlacktailError TRAINING_DIVERGED
 */
export async function fitBest(options: SelectOptions): Promise<Fitted> {
  const { folds, config, seed } = options;
  const candidates = candidatesOf(config);
  const plans = folds.map(({ train }) => planSteps(train.rows.length, config).total);
  const totalSteps = candidates.length * plans.reduce((sum, steps) => sum + steps, 0);
  const report = createReporter(totalSteps, options.onProgress);
  let best: Fitted | undefined;
  for (const candidate of candidates) {
    const members: Fitted[] = [];
    for (const [index, fold] of folds.entries()) {
      const onProgress = (progress: FitProgress) => report.during(candidate.model, progress);
      // Each member starts elsewhere; the streams of neighbouring seeds do not meet.
      members.push(await fit(candidate, { ...options, ...fold, seed, member: index, onProgress }));
      report.finished(plans[index] ?? 0, members.at(-1)?.steps ?? 0);
    }
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

function summarize(candidate: Candidate, members: readonly Fitted[]): Fitted {
  const mean = (pick: (measure: Measure) => number) =>
    members.reduce((sum, { validation }) => sum + pick(validation), 0) / members.length;
  const first = members[0]?.validation;
  const names = Object.keys(first?.metrics ?? {});
  return {
    candidate,
    ...mergeMembers(members),
    steps: members.reduce((sum, { steps }) => sum + steps, 0),
    validation: {
      loss: mean(({ loss }) => loss),
      main: { name: first?.main.name ?? "", value: mean(({ main }) => main.value) },
      metrics: Object.fromEntries(names.map((name) => [name, mean(({ metrics }) => metrics[name] ?? 0)])),
    },
  };
}

/** Turns the progress of single fits into that of the whole: steps planned for finished fits count as done, however early they stopped. */
function createReporter(totalSteps: number, onProgress: (progress: Progress) => void) {
  const started = performance.now();
  let planned = 0;
  let taken = 0;
  return {
    during(message: string, { step, epoch, loss, validation }: FitProgress): void {
      const stepsPerSecond = (taken + step) / ((performance.now() - started) / 1_000);
      onProgress({
        phase: "training",
        step: planned + step,
        totalSteps,
        epoch,
        // JSON has no infinity; a run that diverges ends with an error of its own.
        ...(Number.isFinite(loss) ? { loss } : {}),
        ...(Number.isFinite(validation.loss) ? { validationLoss: validation.loss } : {}),
        ...(Number.isFinite(validation.main.value) ? { metric: validation.main } : {}),
        stepsPerSecond,
        etaSeconds: (totalSteps - planned - step) / stepsPerSecond,
        message,
      });
    },
    finished(plan: number, steps: number): void {
      planned += plan;
      taken += steps;
    },
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
