import type { Truths } from "./measure.ts";

const ROUNDS = 100;
const LEAST_PROBABILITY = 1e-9;

/**
 * How much each member should count, by how well it does on rows to choose by; the weights sum to 1.
 * Classes: the mixture under which those rows are the likeliest, by expectation and maximization (Dempster, Laird and Rubin 1977).
 * Quantities: by the inverse of each member's mean squared error.
 * @param answers by member: probabilities [rows, classes], or values [rows]
 */
export function weigh(answers: readonly ArrayLike<number>[], { classes, values }: Truths): number[] {
  if (classes === undefined) return inverse(answers, values);
  const equal = answers.map(() => 1 / answers.length);
  const rows = Array.from({ length: values.length }, (_, row) => row).filter((row) => (values[row] ?? -1) >= 0);
  if (rows.length === 0) return equal;
  const likelihoods = answers.map((answer) =>
    rows.map((row) => Math.max(answer[row * classes.length + (values[row] ?? 0)] ?? 0, LEAST_PROBABILITY)),
  );
  let weights = equal;
  for (let round = 0; round < ROUNDS; round++) {
    const shares = weights.map(() => 0);
    for (let index = 0; index < rows.length; index++) {
      const parts = weights.map((weight, member) => weight * (likelihoods[member]?.[index] ?? 0));
      const total = parts.reduce((sum, part) => sum + part, 0);
      parts.forEach((part, member) => {
        shares[member] = (shares[member] ?? 0) + part / total;
      });
    }
    weights = shares.map((share) => share / rows.length);
  }
  return weights;
}

function inverse(answers: readonly ArrayLike<number>[], values: ArrayLike<number>): number[] {
  const trust = answers.map((answer) => {
    let squares = 0;
    for (let row = 0; row < values.length; row++) squares += ((answer[row] ?? 0) - (values[row] ?? 0)) ** 2;
    return 1 / Math.max(squares, Number.EPSILON);
  });
  const total = trust.reduce((sum, value) => sum + value, 0);
  return trust.map((value) => value / total);
}
