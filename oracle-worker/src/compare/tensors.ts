import type { VoteFinding } from "@blacktail/sdk";
import { finding, told } from "./finding.ts";

/** A tensor of a model or a checkpoint. */
export type ComparedTensor = {
  shape: readonly number[];
  data: ArrayLike<number> | ArrayLike<bigint>;
};

/**
 * Compares tensors by name: the same ones, of the same shapes, whole numbers equal, others within the tolerance (absolute). A value that
 * is no number equals only its like. Pure.
 */
export function compareTensors(
  own: ReadonlyMap<string, ComparedTensor>,
  theirs: ReadonlyMap<string, ComparedTensor>,
  tolerance: number,
): VoteFinding {
  const wrong = (says: string): VoteFinding => finding("tensors", false, says);
  for (const name of own.keys()) if (!theirs.has(name)) return wrong(`it has no tensor "${name}"`);
  let widest = { name: "", difference: 0 };
  for (const [name, tensor] of theirs) {
    const mine = own.get(name);
    if (mine === undefined) return wrong(`it has a tensor "${name}", and the work gives none`);
    if (`${mine.shape}` !== `${tensor.shape}` || mine.data.length !== tensor.data.length) {
      return wrong(`its tensor "${name}" has the shape [${tensor.shape}], the work gives [${mine.shape}]`);
    }
    const difference = largestDifference(mine.data, tensor.data);
    if (difference > widest.difference) widest = { name, difference };
  }
  const { name, difference } = widest;
  const at = name === "" ? "nowhere" : `in "${name}"`;
  const says = `${own.size} tensors differ by at most ${told(difference)}, ${at}; ${told(tolerance)} is allowed`;
  return finding("tensors", difference <= tolerance, says);
}

function largestDifference(own: ComparedTensor["data"], theirs: ComparedTensor["data"]): number {
  let largest = 0;
  for (let index = 0; index < own.length; index++) {
    const [mine, other] = [own[index] ?? 0, theirs[index] ?? 0];
    if (Object.is(mine, other) || mine === other) continue;
    // Counters and indices are right or wrong.
    if (typeof mine === "bigint" || typeof other === "bigint") return Number.POSITIVE_INFINITY;
    const difference = Math.abs(other - mine);
    if (Number.isNaN(difference)) return Number.POSITIVE_INFINITY;
    if (difference > largest) largest = difference;
  }
  return largest;
}
