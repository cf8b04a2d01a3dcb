import { sizeOf } from "../graph/shape.ts";
import type { DataSource } from "./data.ts";
import type { Program } from "./scan.ts";

/** Steps per run of the Scan: enough to hide the cost of a call, few enough to validate and report often. */
const MIN_STEPS = 12;
const MAX_STEPS = 240;
/** Bytes that a run may read at once from a source that is not in memory. */
const MAX_READ = 64 * 1024 * 1024;

/** Optimizer steps per run of the Scan: about an epoch. It depends on the program and the data only, never on the machine. */
export function stepsPerRun({ data, batchSize }: Program, source: DataSource, stepsPerEpoch: number): number {
  const steps = Math.min(MAX_STEPS, Math.max(MIN_STEPS, Math.ceil(stepsPerEpoch)));
  if (source.blocks !== undefined) return steps;
  const rowBytes = data.reduce((sum, { type, rowShape }) => sum + sizeOf(rowShape) * (type === "int64" ? 8 : 4), 0);
  return Math.min(steps, Math.max(1, Math.floor(MAX_READ / (rowBytes * batchSize))));
}
