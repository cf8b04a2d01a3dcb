import type { Output } from "../schemas/Output.ts";

/** Whether a training has its model: the stages after this output have nothing left to do. */
export function isFinished({ artifacts }: Pick<Output, "artifacts">): boolean {
  return artifacts.model !== undefined;
}

/**
 * The output of a stage that has nothing left to do: that of the stage before, under its own number.
 * @throws TypeError when the training has not its model yet, or the number does not follow
 *
 * @example
 * if (isFinished(before)) await storage.putJson(passOn(before, job.stage));
 */
export function passOn(before: Output, stage: number): Output {
  if (!isFinished(before)) throw new TypeError("A training without its model has to go on.");
  if (stage !== before.stage + 1) throw new TypeError(`Stage ${stage} does not follow stage ${before.stage}.`);
  return { ...before, stage };
}
