import { createRandom } from "../random.ts";
import type { FeatureForm } from "../tables/encoders.ts";
import type { ReadyMatrix } from "../tables/featureMatrix.ts";
import { heldRows } from "../tables/heldRows.ts";
import { randomRows } from "../tables/randomRows.ts";
import type { Candidate, FitOptions, FitProgress, Fitted } from "./candidate.ts";
import { unlessDiverged } from "./unlessDiverged.ts";

const SAMPLE_STREAM = 12;

/** What a kind of model reached on a sample. */
export interface Compared {
  readonly candidate: Candidate;
  readonly fitted: Fitted;
}

/**
 * Trains every kind of model on the same random sample of a large table's rows, which is held in memory meanwhile.
 * @param size rows of the sample
 * @returns those that did not diverge, the best first; all are validated on the rows that a fit on the whole table is.
 */
export async function compareOnSample(
  candidates: readonly Candidate[],
  size: number,
  options: Omit<FitOptions, "hasty" | "onProgress"> & {
    reportOf(candidate: Candidate): (progress: FitProgress) => void;
  },
): Promise<Compared[]> {
  const { table, context } = options;
  const train = randomRows(options.train, size, createRandom(context.spec.seed, SAMPLE_STREAM));
  const sample = { ...options, table: inMemory(table, train), train, hasty: true };
  const compared: Compared[] = [];
  for (const candidate of candidates) {
    const fitted = await unlessDiverged(candidate.fit({ ...sample, onProgress: options.reportOf(candidate) }));
    if (fitted !== undefined) compared.push({ candidate, fitted });
  }
  return compared.sort((a, b) => a.fitted.validation.loss - b.fitted.validation.loss);
}

/** A table some of whose rows are held in memory, in the form asked for last. */
function inMemory(table: FitOptions["table"], rows: Int32Array): FitOptions["table"] {
  let held: { form: FeatureForm; matrix: Promise<ReadyMatrix> } | undefined;
  return {
    async matrix(form) {
      if (held?.form !== form) held = { form, matrix: table.matrix(form).then((matrix) => heldRows(matrix, rows)) };
      return held.matrix;
    },
  };
}
