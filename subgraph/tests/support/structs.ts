import { type Job, packJob, packReplica } from "@blacktail/sdk";
import { zeroAddress, zeroHash } from "viem";

type Given = Record<string, unknown>;

const TERMS = {
  specDigest: `0x${"11".repeat(32)}`,
  modelId: 0n,
  currency: 0n,
  budget: 1_000n,
  usePrice: 0n,
  stakeLock: 400n,
  stages: [],
  claimPeriod: 60,
  workPeriod: 120,
  challengePeriod: 180,
  priorityPeriod: 30,
  attempts: 2,
  replicas: 1,
  profile: 3,
  capabilities: 0n,
};

const JOB = {
  feeBps: 500,
  auditBps: 1_000,
  reputable: false,
  requester: zeroAddress,
  status: 1,
  stage: 0,
  attemptsLeft: 2,
  deadline: 1_700_000_060n,
  block: 1,
  provider: zeroAddress,
  attestation: 0,
  audited: false,
  input: zeroHash,
  result: zeroHash,
};

const REPLICA = { provider: zeroAddress, claimer: 0n, revealed: false, digest: zeroHash };

const DEFAULTS: Record<string, Given> = {
  dispute: { auditId: 0, panelId: 0, challenger: zeroAddress, bond: 0, challengeLeft: 0 },
  body: {
    inputRoot: `0x${"21".repeat(32)}`,
    outputDigest: `0x${"22".repeat(32)}`,
    stateRoot: `0x${"23".repeat(32)}`,
    traceRoot: `0x${"24".repeat(32)}`,
    reportDigest: `0x${"25".repeat(32)}`,
  },
  panel: {
    module: zeroAddress,
    phase: 1,
    audit: false,
    seats: 3,
    candidates: 1,
    round: 0,
    first: 0,
    seated: 0,
    committed: 0,
    revealed: 0,
    locked: 0,
    accepted: 0,
    deadline: 1_700_000_300,
    beganBlock: 1,
    workPeriod: 120,
    seatLock: 50,
    version: 1,
    judged: false,
  },
};

/** A struct of an event as the chain has it, from what a test says of it and defaults for the rest. Jobs and replicas are given as the SDK has them. */
export function structOf(name: string, given: unknown): unknown {
  if (name === "job") return packJob(jobOf(given as Given));
  if (name === "replicas") return (given as Given[]).map((one) => packReplica(replicaOf(one)));
  return { ...DEFAULTS[name], ...(given as Given) };
}

/** What `JobCreated` tells of a job. */
export function creationOf(given: unknown): Given {
  const { terms, state } = packJob(jobOf(given as Given));
  return { terms, state: state.toString() };
}

function jobOf({ terms, replicas, ...given }: Given): Job {
  return {
    ...JOB,
    ...likeThose(JOB, given),
    terms: { ...TERMS, ...likeThose(TERMS, (terms ?? {}) as Given) },
    replicas: ((replicas ?? []) as Given[]).map(replicaOf),
    dispute: undefined,
  } as Job;
}

const replicaOf = (given: Given) => ({ ...REPLICA, ...likeThose(REPLICA, given) }) as Job["replicas"][number];

/** JSON has no big integers: what is one in `defaults` is made one. */
function likeThose(defaults: Given, given: Given): Given {
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      if (!(key in defaults)) throw new Error(`there is no ${key}, only ${Object.keys(defaults).join(", ")}`);
      return [key, typeof defaults[key] === "bigint" ? BigInt(value as string) : value];
    }),
  );
}
