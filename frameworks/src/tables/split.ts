import type { Random } from "../random.ts";
import type { Target } from "./target.ts";

/** Positions of rows (in the target's order) by their use. */
interface Division {
  /** Ways to divide the rows that are not for testing; each has another part for validation. */
  readonly folds: readonly Fold[];
  readonly test: Int32Array;
}

interface Fold {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

const BINS = 10;
/** Beyond so many rows chance alone divides quantities evenly. */
const MANY_ROWS = 1_000_000;

/**
 * Divides the rows at random, each group in the same proportions. A group of fewer than three rows goes to training whole.
 * @param groups the rows' positions, as `strata` makes them; they are shuffled in place.
 * @param folds how many divisions into training and validation rows to make; all have the same test rows.
 */
export function splitRows(
  groups: readonly Int32Array[],
  parts: { train: number; validation: number; test: number },
  folds: number,
  random: Random,
): Division {
  const { test, divide } = holdOut(groups, parts, random);
  return { test, folds: divide(folds) };
}

/** As `splitRows`, in two steps: the test rows are known before anything is, even how many folds there will be. */
export function holdOut(
  groups: readonly Int32Array[],
  parts: { train: number; validation: number; test: number },
  random: Random,
): { readonly test: Int32Array; divide(folds: number): Fold[] } {
  const total = parts.train + parts.validation + parts.test;
  const test: Int32Array[] = [];
  const others: { rest: Int32Array; toValidation: number }[] = [];
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
    test.push(group.subarray(0, toTest));
    others.push({ rest: group.subarray(toTest), toValidation });
  }
  return {
    test: joinRows(...test),
    divide: (folds) => Array.from({ length: folds }, (_, fold) => foldOf(others, fold)),
  };
}

function foldOf(groups: readonly { readonly rest: Int32Array; readonly toValidation: number }[], fold: number): Fold {
  const train: Int32Array[] = [];
  const validation: Int32Array[] = [];
  for (const { rest, toValidation } of groups) {
    // The part for validation moves on from fold to fold, and around.
    const start = rest.length === 0 ? 0 : (fold * toValidation) % rest.length;
    const end = start + toValidation;
    const around = Math.max(0, end - rest.length);
    validation.push(rest.subarray(start, end), rest.subarray(0, around));
    train.push(rest.subarray(around, start), rest.subarray(end));
  }
  return { train: joinRows(...train), validation: joinRows(...validation) };
}

/** Groups of rows that a division should not tear apart: those of each class, of each tenth of a quantity; without a target all rows. */
export function strata(target: Target | undefined, rows: number): Int32Array[] {
  if (target === undefined) return [Int32Array.from({ length: rows }, (_, row) => row)];
  if (target.kind === "classification") return classGroups(target.labels, target.classes.length);
  const { values } = target;
  const known = Int32Array.from({ length: values.length }, (_, row) => row).filter((row) =>
    Number.isFinite(values[row]),
  );
  if (known.length > MANY_ROWS) return [known];
  const order = known.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
  const size = Math.ceil(order.length / Math.min(BINS, Math.max(1, Math.floor(order.length / 10))));
  return Array.from({ length: Math.ceil(order.length / size) }, (_, bin) => order.slice(bin * size, (bin + 1) * size));
}

function classGroups(labels: Int32Array, classes: number): Int32Array[] {
  const counts = new Int32Array(classes);
  for (const label of labels) if (label >= 0) counts[label] = (counts[label] ?? 0) + 1;
  const groups = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  labels.forEach((label, row) => {
    const group = groups[label];
    if (group === undefined) return;
    const place = counts[label] ?? 0;
    group[place] = row;
    counts[label] = place + 1;
  });
  return groups;
}

/** Positions of several parts in rising order. */
export function joinRows(...parts: readonly Int32Array[]): Int32Array {
  return appendRows(...parts).sort();
}

/** Positions of several parts, one part after the other. */
export function appendRows(...parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    all.set(part, start);
    start += part.length;
  }
  return all;
}
