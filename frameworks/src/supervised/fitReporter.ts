import type { Progress } from "@blacktail/sdk";
import type { FitProgress } from "./candidate.ts";

/** Tells of the fit at work; the steps that early stopping saved count as done. */
export function createReporter(totalSteps: number, onProgress: (progress: Progress) => void) {
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
