const ROUNDS = 100;
const LEAST_PROBABILITY = 1e-9;

/** Weighs members by how well they do on rows to choose by, part by part. */
export interface Weigher {
  /** @param answers by member: probabilities [rows, classes], or values [rows]. @param values of these rows: class numbers, or quantities */
  add(answers: readonly ArrayLike<number>[], values: ArrayLike<number>): void;
  /** How much each member should count; they sum to 1. */
  weights(): number[];
}

/**
 * Classes: the mixture under which the rows are the likeliest, by expectation and maximization (Dempster, Laird and Rubin 1977).
 * Quantities: by the inverse of each member's mean squared error.
 * @param classes how many there are; undefined for a quantity
 */
export function createWeigher(members: number, classes: number | undefined): Weigher {
  return classes === undefined ? byError(members) : byLikelihood(members, classes);
}

function byLikelihood(members: number, classes: number): Weigher {
  // Of each row only what its true class was given.
  const parts: Float64Array[] = [];
  return {
    add(answers, values) {
      const rows = Array.from({ length: values.length }, (_, row) => row).filter((row) => (values[row] ?? -1) >= 0);
      const likelihoods = new Float64Array(rows.length * members);
      rows.forEach((row, index) => {
        answers.forEach((answer, member) => {
          const given = answer[row * classes + (values[row] ?? 0)] ?? 0;
          likelihoods[index * members + member] = Math.max(given, LEAST_PROBABILITY);
        });
      });
      parts.push(likelihoods);
    },
    weights() {
      const rows = parts.reduce((sum, { length }) => sum + length, 0) / members;
      let weights = Array.from({ length: members }, () => 1 / members);
      for (let round = 0; round < ROUNDS && rows > 0; round++) {
        const shares = weights.map(() => 0);
        for (const likelihoods of parts) {
          for (let start = 0; start < likelihoods.length; start += members) {
            let total = 0;
            for (let member = 0; member < members; member++) {
              total += (weights[member] ?? 0) * (likelihoods[start + member] ?? 0);
            }
            for (let member = 0; member < members; member++) {
              const part = (weights[member] ?? 0) * (likelihoods[start + member] ?? 0);
              shares[member] = (shares[member] ?? 0) + part / total;
            }
          }
        }
        weights = shares.map((share) => share / rows);
      }
      return weights;
    },
  };
}

function byError(members: number): Weigher {
  const squares = new Float64Array(members);
  return {
    add(answers, values) {
      answers.forEach((answer, member) => {
        for (let row = 0; row < values.length; row++) {
          squares[member] = (squares[member] ?? 0) + ((answer[row] ?? 0) - (values[row] ?? 0)) ** 2;
        }
      });
    },
    weights() {
      const trust = Array.from(squares, (sum) => 1 / Math.max(sum, Number.EPSILON));
      const total = trust.reduce((sum, value) => sum + value, 0);
      return trust.map((value) => value / total);
    },
  };
}
