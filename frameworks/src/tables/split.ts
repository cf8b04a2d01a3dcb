import type { Random } from "../random.ts";
import type { Target } from "./target.ts";

/** Positions of rows (in the target's order) by their use. */
interface Division {
  /** Ways to divide the rows that are not for testing; each has another part for validation. */
  readonly folds: readonly { readonly train: Int32Array; readonly validation: Int32Array }[];
  readonly test: Int32Array;
}

const BINS = 10;

/**
 * Divides the rows at random, each group in the same proportions. A group of fewer than three rows goes to training whole.
 * @param groups the rows' positions, as `strata` makes them; they are shuffled in place.
 * @param folds how many divisions into training and validation rows to make; all have the same test rows.
 */
export function splitRows(
  groups: readonly number[][],
  parts: { train: number; validation: number; test: number },
  folds: number,
  random: Random,
): Division {
  const total = parts.train + parts.validation + parts.test;
  const train: number[][] = Array.from({ length: folds }, () => []);
  const validation: number[][] = Array.from({ length: folds }, () => []);
  const test: number[] = [];
  // What rounding kept from a part in earlier groups is owed to it in the next.
  let [owedValidation, owedTest] = [0, 0];
  for (const group of groups) {
    random.shuffle(group);
    owedValidation += (group.length * parts.validation) / total;
    owedTest += (group.length * parts.test) / total;
    const small = group.length < 3;
    const toTest = small ? 0 : Math.min(Math.round(owedTest), group.length - 2);
    const toValidation = small ? 0 : Math.min(Math.round(owedValidation), group.length - 1 - toTest);
    owedTest -= toTest;
    owedValidation -= toValidation;
    test.push(...group.slice(0, toTest));
    const rest = group.slice(toTest);
    for (let fold = 0; fold < folds; fold++) {
      // The part for validation moves on from fold to fold, and around.
      const start = fold * toValidation;
      rest.forEach((row, index) => {
        const place = (index - start + folds * rest.length) % rest.length;
        (place < toValidation ? validation : train)[fold]?.push(row);
      });
    }
  }
  const ordered = (rows: readonly number[]) => Int32Array.from(rows).sort();
  return {
    folds: train.map((rows, fold) => ({ train: ordered(rows), validation: ordered(validation[fold] ?? []) })),
    test: ordered(test),
  };
}

/** Groups of rows that a division should not tear apart: those of each class, of each tenth of a quantity; without a target all rows. */
export function strata(target: Target | undefined, rows: number): number[][] {
  if (target === undefined) return [Array.from({ length: rows }, (_, row) => row)];
  if (target.kind === "classification") {
    const groups: number[][] = target.classes.map(() => []);
    target.labels.forEach((label, row) => {
      groups[label]?.push(row);
    });
    return groups;
  }
  const { values } = target;
  const known = Array.from(values.keys()).filter((row) => Number.isFinite(values[row]));
  const order = known.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
  const size = Math.ceil(order.length / Math.min(BINS, Math.max(1, Math.floor(order.length / 10))));
  return Array.from({ length: Math.ceil(order.length / size) }, (_, bin) => order.slice(bin * size, (bin + 1) * size));
}
