import { type Computed, type ComputeOptions, compute as honestly } from "../../../oracle-worker/src/run/compute.ts";
import { type Lie, lieAbout } from "./lies.ts";

export * from "../../../oracle-worker/src/run/compute.ts";

/** Stands in for the worker's own `compute` in a process that `liar.ts` is preloaded into. */
export async function compute(options: ComputeOptions): Promise<Computed> {
  return lieAbout(await honestly(options), process.env.LIE as Lie);
}
