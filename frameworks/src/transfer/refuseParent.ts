import { type Problem, problem } from "../errors.ts";

/** A parent that nothing can be learned from here. */
export function refuseParent(
  why: string,
  fix = "Give a model that takes columns or images, and computes with matrix products.",
): Problem {
  return problem("PARENT_UNSUITABLE", `The parent cannot be used: ${why}.`, fix);
}
