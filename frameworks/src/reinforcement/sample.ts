import type { Random } from "../random.ts";

/**
 * Draws an action from the softmax of scores.
 * @returns the action's number and the logarithm of its probability.
 */
export function sampleAction(scores: ArrayLike<number>, random: Random): { action: number; logProbability: number } {
  let highest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < scores.length; index++) highest = Math.max(highest, scores[index] ?? 0);
  let total = 0;
  for (let index = 0; index < scores.length; index++) total += Math.exp((scores[index] ?? 0) - highest);
  let rest = random.uniform() * total;
  let action = scores.length - 1;
  for (let index = 0; index < scores.length; index++) {
    rest -= Math.exp((scores[index] ?? 0) - highest);
    if (rest < 0) {
      action = index;
      break;
    }
  }
  return { action, logProbability: (scores[action] ?? 0) - highest - Math.log(total) };
}
