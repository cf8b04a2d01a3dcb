import { problem } from "../errors.ts";
import type { TrainOutcome } from "../family.ts";

/**
 * Checks what crosses the process as bytes or JSON, since a user's own family may return anything. Task, split and report are
 * checked by their schemas on the other side.
 * @throws BlacktailError OUTCOME_INVALID naming the field.
 */
export function checkOutcome(outcome: TrainOutcome | undefined): TrainOutcome {
  if (typeof outcome !== "object" || outcome === null) throw invalid("is no object");
  if (!(outcome.model instanceof Uint8Array) || outcome.model.length === 0) throw invalid('has no bytes in "model"');
  const metrics: unknown = outcome.metrics;
  if (typeof metrics !== "object" || metrics === null) throw invalid('has no "metrics"');
  for (const [name, value] of Object.entries(metrics)) {
    if (typeof value !== "number" || !Number.isFinite(value))
      throw invalid(`has the metric "${name}": ${String(value)}`);
  }
  if (!Array.isArray(outcome.warnings)) throw invalid('has no list of "warnings"');
  return outcome;
}

export function invalid(what: string) {
  return problem(
    "OUTCOME_INVALID",
    `What the framework's training returned ${what}.`,
    "Mend the framework: see TrainOutcome in frameworks/src/family.ts.",
  );
}
