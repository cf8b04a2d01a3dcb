/** How a result was computed, in the order of Solidity's `Profile`. */
export const PROFILES = ["fp32-cpu", "fp32-gpu", "int8", "fx21"] as const;
export type Profile = (typeof PROFILES)[number];

/** The number that stands for a profile in a receipt. */
export function profileIndex(profile: Profile): number {
  return PROFILES.indexOf(profile);
}
