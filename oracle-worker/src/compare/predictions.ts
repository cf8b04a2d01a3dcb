import type { TaskInfo, VoteFinding } from "@blacktail/sdk";
import { finding, told } from "./finding.ts";
import type { Rule } from "./rule.ts";

/** Tasks whose column "prediction" names a class, a cluster, an action or a text. */
const LABELLED: ReadonlySet<TaskInfo["kind"]> = new Set([
  "classification",
  "clustering",
  "control",
  "generation",
] as const);
const LABEL = "prediction";

type Records = AsyncIterable<readonly string[]>;

/**
 * Compares two files of predictions, record by record: the same header and rows, numbers within `tensorTolerance`, labels equal but for a
 * share of rows of `tolerance`.
 */
export async function comparePredictions(
  rule: Rule,
  task: TaskInfo["kind"],
  own: Records,
  theirs: Records,
): Promise<VoteFinding> {
  const wrong = (says: string): VoteFinding => finding("predictions", false, says);
  const [mine, others] = [own[Symbol.asyncIterator](), theirs[Symbol.asyncIterator]()];
  const header = (await mine.next()).value ?? [];
  const isLabel = (column: number): boolean => LABELLED.has(task) && header[column] === LABEL;
  try {
    const first = (await others.next()).value ?? [];
    if (first.join() !== header.join())
      return wrong(`its header is "${first.join()}", the work gives "${header.join()}"`);
    let [rows, unlike, widest] = [0, 0, 0];
    for (;;) {
      const [a, b] = await Promise.all([mine.next(), others.next()]);
      if (a.done === true && b.done === true) break;
      if (a.done === true || b.done === true)
        return wrong(`it has ${b.done ? "fewer" : "more"} rows than the work gives`);
      rows++;
      if (b.value.length !== a.value.length) return wrong(`row ${rows} has ${b.value.length} cells`);
      for (const [column, cell] of a.value.entries()) {
        const other = b.value[column] ?? "";
        if (isLabel(column)) unlike += other === cell ? 0 : 1;
        else widest = Math.max(widest, differenceOf(cell, other));
      }
      if (widest > rule.tensorTolerance) {
        return wrong(`row ${rows} differs by ${told(widest)}; ${told(rule.tensorTolerance)} is allowed`);
      }
    }
    const allowed = Math.floor(rows * rule.tolerance);
    const says = `of ${rows} rows ${unlike} have another label, ${allowed} may; numbers differ by at most ${told(widest)}`;
    return finding("predictions", unlike <= allowed, says);
  } finally {
    await Promise.all([mine.return?.(), others.return?.()]);
  }
}

/** Cells that are no numbers are equal or as far apart as can be. */
function differenceOf(own: string, theirs: string): number {
  if (own === theirs) return 0;
  const [mine, other] = [own, theirs].map((text) => (text.trim() === "" ? Number.NaN : Number(text)));
  const difference = Math.abs((mine ?? Number.NaN) - (other ?? Number.NaN));
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
}
