import { Problem } from "../errors.ts";
import type { Fitted } from "./candidate.ts";

/** A fit that diverged leaves the choice to the others. */
export async function unlessDiverged(fit: Promise<Fitted>): Promise<Fitted | undefined> {
  try {
    const fitted = await fit;
    return Number.isFinite(fitted.validation.loss) ? fitted : undefined;
  } catch (error) {
    if (error instanceof Problem && error.code === "TRAINING_DIVERGED") return undefined;
    throw error;
  }
}
