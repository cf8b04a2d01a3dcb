import { zeroAddress, zeroHash } from "viem";

const TERMS = {
  specDigest: `0x${"11".repeat(32)}`,
  modelId: 0,
  currency: 0,
  price: 1_000,
  stakeLock: 400,
  claimPeriod: 60,
  workPeriod: 120,
  challengePeriod: 180,
  attempts: 2,
};

const DEFAULTS: Record<string, Record<string, unknown>> = {
  job: {
    status: 1,
    requester: zeroAddress,
    feeBps: 500,
    attemptsLeft: 2,
    deadline: 1_700_000_060,
    provider: zeroAddress,
    outputDigest: zeroHash,
    challenger: zeroAddress,
    bond: 0,
  },
  receipt: {
    jobId: 1,
    stage: 0,
    specDigest: TERMS.specDigest,
    profile: 3,
    inputRoot: `0x${"21".repeat(32)}`,
    outputDigest: `0x${"22".repeat(32)}`,
    stateRoot: `0x${"23".repeat(32)}`,
    traceRoot: `0x${"24".repeat(32)}`,
    reportDigest: `0x${"25".repeat(32)}`,
    provider: zeroAddress,
    deadline: 1_800_000_000,
  },
  parameters: {},
};

/** A struct of the tests with what they left out; a job's terms are in it. */
export function withDefaults(name: string, given: Record<string, unknown>): Record<string, unknown> {
  const whole = { ...DEFAULTS[name], ...given };
  return name === "job" ? { ...whole, terms: { ...TERMS, ...(given.terms as object) } } : whole;
}
