import { type Problem, problem } from "../errors.ts";

/** A checkpoint that can be read, and holds no state that this run could be in. */
export function unfitCheckpoint(why: string, cause?: unknown): Problem {
  return problem(
    "CHECKPOINT_INVALID",
    `The checkpoint cannot be gone on from: ${why}.`,
    "Use the file as it was made, or begin anew without it.",
    cause,
  );
}
