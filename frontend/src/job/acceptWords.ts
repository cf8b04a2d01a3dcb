import type { JobSpec, Profile } from "@blacktail/sdk";

/** How far a metric may lie from a referee's where the spec does not say. */
const TOLERANCE = 0.02;

/** How far a predicted number may lie from a referee's where the spec does not say. */
const NUMBER_TOLERANCE = 0.001;

/** By what rule results are compared, in a line. */
export function acceptWords(profile: Profile, spec: Pick<JobSpec, "accept" | "kind"> | undefined): string {
  if (profile === "int8" || profile === "fx21") return `the same bytes as a referee’s (${profile})`;
  const { metric, tolerance = TOLERANCE, tensorTolerance } = spec?.accept ?? {};
  if (spec?.kind === "infer") {
    const share = tolerance === 0 ? "all labels" : `all but ${Number((tolerance * 100).toPrecision(6))} % of labels`;
    return `the same bytes as a referee’s, or numbers within ${tensorTolerance ?? NUMBER_TOLERANCE} and ${share} equal (${profile})`;
  }
  const named = metric ? `“${metric}”` : "the main metric";
  const tensors = tensorTolerance === undefined ? "" : `, and each weight within ${tensorTolerance}`;
  return `the same bytes as a referee’s, or ${named} within ${tolerance} of it, measured anew${tensors} (${profile})`;
}
