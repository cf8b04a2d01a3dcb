import type { JobSpec, Profile } from "@blacktail/sdk";

/** What holds where the spec does not say: of metrics and of labels, and of tensors and predicted numbers. As auditors and referees have it. */
const DEFAULTS = { tolerance: 0.02, tensorTolerance: 0.001 } as const;

/** A share as a percentage; six digits are more than anyone states. */
const percent = (share: number) => `${Number((share * 100).toPrecision(6))} %`;

/** By what rule results are compared, in a line. */
export function acceptWords(profile: Profile, spec: Pick<JobSpec, "accept" | "kind"> | undefined): string {
  if (profile === "int8" || profile === "fx21") return `the same bytes as a referee’s (${profile})`;
  const { metric, tolerance, tensorTolerance } = spec?.accept ?? {};
  if (spec?.kind === "infer") {
    const share = tolerance ?? DEFAULTS.tolerance;
    const labels = share === 0 ? "all labels" : `all but ${percent(share)} of labels`;
    const numbers = tensorTolerance ?? DEFAULTS.tensorTolerance;
    return `the same bytes as a referee’s, or numbers within ${numbers} and ${labels} equal (${profile})`;
  }
  const named = metric ? `“${metric}”` : "the main metric";
  // The default grows with what it measures, a stated one does not.
  const within =
    tolerance === undefined
      ? `within ${DEFAULTS.tolerance} of it, or ${percent(DEFAULTS.tolerance)} where it is above 1,`
      : `within ${tolerance} of it,`;
  const tensors = tensorTolerance === undefined ? "" : `, and each weight within ${tensorTolerance}`;
  return `the same bytes as a referee’s, or ${named} ${within} measured anew${tensors} (${profile})`;
}
