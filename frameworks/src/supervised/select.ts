import type { Progress } from "@blacktail/sdk";
import { problem as mistake } from "../errors.ts";
import type { TabularConfig } from "./config.ts";
import { type Candidate, type FitOptions, type Fitted, fit, planSteps, type Sample } from "./fit.ts";
import { createForward } from "./forward.ts";
import type { Measure, Problem } from "./problem.ts";

/** The models to try for a configuration, simplest first. */
export function candidatesOf({ model, hidden, weightDecay }: TabularConfig): Candidate[] {
  const linear: Candidate = { model: "linear", hidden: [], weightDecay: weightDecay ?? 0.01 };
  const mlp: Candidate = { model: "mlp", hidden, weightDecay: weightDecay ?? 0.05 };
  return model === "auto" ? [linear, mlp] : [model === "linear" ? linear : mlp];
}

/**
 * Trains every candidate and returns the one with the lowest validation loss, reporting progress over all of them.
 * @throws BlacktailError TRAINING_DIVERGED
 */
export async function fitBest(
  options: Omit<FitOptions, "onProgress"> & { onProgress(progress: Progress): void },
): Promise<Fitted> {
  const candidates = candidatesOf(options.config);
  const { total } = planSteps(options.train.rows.length, options.config);
  const totalSteps = total * candidates.length;
  let best: Fitted | undefined;
  let before = 0;
  let done = 0;
  const started = performance.now();
  for (const candidate of candidates) {
    const fitted = await fit(candidate, {
      ...options,
      onProgress({ step, epoch, loss, validation }) {
        const stepsPerSecond = (done + step) / ((performance.now() - started) / 1_000);
        options.onProgress({
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
          message: candidate.model,
        });
      },
    });
    done += fitted.steps;
    before += total;
    if (
      Number.isFinite(fitted.validation.loss) &&
      (best === undefined || fitted.validation.loss < best.validation.loss)
    ) {
      best = fitted;
    }
  }
  if (best === undefined) {
    throw mistake(
      "TRAINING_DIVERGED",
      "The loss became infinite in every model that was tried.",
      "Lower learningRate, or check the data for extreme values.",
    );
  }
  return best;
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
