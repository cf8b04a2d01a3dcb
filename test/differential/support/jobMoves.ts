import {
  type Job,
  JobStatus,
  type JobTerms,
  packJob,
  packReplica,
  packTerms,
  type ReceiptBody,
  type Replica,
  receiptDigest,
  receiptOf,
  receiptTypedData,
  resultCommitment,
} from "@blacktail/sdk";
import { type Address, createWalletClient, custom, type Hex, keccak256, toBytes, zeroHash } from "viem";
import * as jobs from "../model/jobs.ts";
import { hasEnded, panelAt } from "../model/panels.ts";
import { poolOf } from "../model/stake.ts";
import { NATIVE } from "../model/state.ts";
import { type Choice, isOdd, pick, secondsUntil, take } from "./choice.ts";
import type { Move, World } from "./world.ts";

/** A move, and how many seconds after the latest block it is made. */
export type Play = { move: Move; after: bigint };

const OUTPUTS = ["right", "right", "right", "right", "other"].map((name) => keccak256(toBytes(name)));
const WEIGHTS: readonly (readonly number[])[] = [[], [], [], [1, 2], [3, 1, 1], [7], [2, 0, 1]];
const ZERO_BODY: ReceiptBody = {
  inputRoot: zeroHash,
  outputDigest: zeroHash,
  stateRoot: zeroHash,
  traceRoot: zeroHash,
  reportDigest: zeroHash,
};

/** What a call on a job is made of: which version of the job and which list it passes in, mostly those that stand. */
type Passed = { id: bigint; job: Job; list: readonly Replica[]; now: Job | undefined };

/* CREATE */

/** So few jobs at a time that each comes far before its deadlines pass. */
const MOST_JOBS = 4;

export function create({ state, actors }: World, choice: Choice): Play | undefined {
  const { settings } = state;
  if (state.jobs.size >= MOST_JOBS) return undefined;
  const { which, amount, odd } = choice;
  const from = take(actors.requesters, choice.who);
  const inBlack = which % 3 === 0;
  const budget = inBlack ? BigInt(amount) * 10n ** 12n + 1n : BigInt(amount) * 10n ** 9n + 3n;
  const usesModel = amount % 4 === 0;
  const terms: JobTerms = {
    specDigest: keccak256(toBytes("spec")),
    modelId: usesModel ? settings.model.id : 0n,
    currency: inBlack ? settings.black : NATIVE,
    budget,
    usePrice: usesModel ? settings.model.usePrice : 0n,
    stakeLock: settings.minStakeLock * (inBlack ? 12n : 3n) + BigInt(amount % 7),
    stages: take(WEIGHTS.slice(0, -1), Math.floor(which / 3)),
    claimPeriod: 100 + (which % 50),
    workPeriod: 80,
    challengePeriod: 60,
    priorityPeriod: amount % 3 === 0 ? 50 : 0,
    attempts: 1 + (which % 3),
    replicas: take([1, 1, 2, 3, 2], amount),
    profile: 0,
    capabilities: 0n,
  };
  const mistakes: Partial<JobTerms>[] = [
    { budget: 0n },
    { specDigest: zeroHash },
    { stages: take(WEIGHTS, WEIGHTS.length - 1) },
    { workPeriod: settings.minPeriod - 1 },
    { challengePeriod: settings.maxPeriod + 1 },
    { priorityPeriod: 1_000 },
    { attempts: 0 },
    { attempts: settings.maxAttempts + 1 },
    { replicas: 10 },
    { stakeLock: settings.minStakeLock - 1n },
    { budget: 10n ** 30n, stakeLock: 2n * 10n ** 30n },
    { modelId: 5n },
    { modelId: settings.model.id, usePrice: settings.model.usePrice - 1n },
    { capabilities: 1n },
  ];
  const asked = odd < 80 ? terms : { ...terms, ...take(mistakes, which + amount) };
  return {
    move: {
      contract: "JobEscrow",
      functionName: "createJob",
      args: [packTerms(asked)],
      from,
      apply: (next) => jobs.createJob(next, asked),
    },
    after: 1n,
  };
}

/* WHAT COMES NEXT */

/** Something that is due, or nearly so, on one of the jobs. */
export async function next(world: World, choice: Choice): Promise<Play | undefined> {
  const id = pick([...world.state.jobs.keys()], choice.which);
  const job = id === undefined ? undefined : world.state.jobs.get(id);
  if (id === undefined || job === undefined) return undefined;
  const several = job.terms.replicas !== 1;
  const then = world.state.now + secondsUntil(choice, world.state.now, job.deadline);
  // Now and then what is due is tried although it is too late.
  const late = then > job.deadline && choice.amount % 5 !== 0;
  const rare = choice.who % 7 === 0;
  switch (job.status) {
    case JobStatus.Open:
      if (late) return on(world, choice, id, "refund");
      if (rare && choice.amount % 4 === 0) return on(world, choice, id, "cancel");
      return on(world, choice, id, several ? "claimReplica" : "claim");
    case JobStatus.Working:
      if (late) return on(world, choice, id, several ? "slashReplicas" : "slashNoShow");
      return on(world, choice, id, several ? "commitReplica" : "submit");
    case JobStatus.Revealing:
      if (late || job.replicas.every(({ revealed }) => revealed)) return on(world, choice, id, "closeReveals");
      return on(world, choice, id, "revealReplica");
    case JobStatus.Pending:
      if (!late && choice.amount % 3 === 0) return on(world, choice, id, "drawAudit");
      if (!late && rare) return on(world, choice, id, "challenge");
      return on(world, choice, id, several ? "settleReplicas" : "settle");
    default:
      // Mostly it waits for its panel, whose moves are others.
      return waitsForPanel(world, job) && choice.odd < 90 ? undefined : on(world, choice, id, "conclude");
  }
}

/** Any call on any job that ever was, fit or not. */
export async function any(world: World, choice: Choice): Promise<Play | undefined> {
  const id = pick([...world.past.keys()], choice.which);
  return id === undefined ? undefined : on(world, choice, id, take(CALLS, choice.amount));
}

/* CALLS */

const CALLS = [
  "cancel",
  "claim",
  "submit",
  "settle",
  "slashNoShow",
  "claimReplica",
  "commitReplica",
  "revealReplica",
  "settleReplicas",
  "closeReveals",
  "slashReplicas",
  "refund",
  "challenge",
  "drawAudit",
  "conclude",
] as const;
type JobCall = (typeof CALLS)[number];

async function on(world: World, choice: Choice, id: bigint, functionName: JobCall): Promise<Play> {
  const passed = passedIn(world, choice, id);
  const { args, from, apply } = await built(world, choice, passed, functionName);
  const after = secondsUntil(choice, world.state.now, passed.now?.deadline ?? 0n);
  return {
    move: { contract: "JobEscrow", functionName, args: [id, packJob(passed.job), ...args], from, apply },
    after,
  };
}

function passedIn({ state, past }: World, choice: Choice, id: bigint): Passed {
  const now = state.jobs.get(id);
  const stale = take(past.get(id) ?? [], choice.amount);
  const job = now === undefined || isOdd(choice, 0, 5) ? stale : now;
  return { id, job, list: isOdd(choice, 1, 5) ? job.replicas.slice(1) : job.replicas, now };
}

type Built = Pick<Move, "from" | "apply"> & { args: readonly unknown[] };

/** The arguments after number and job, the sender, and what the model does. */
async function built(world: World, choice: Choice, passed: Passed, functionName: JobCall): Promise<Built> {
  const { actors } = world;
  const { id, job, list } = passed;
  const packed = list.map(packReplica);
  const anyone = take([...actors.all], choice.who);
  const stranger = isOdd(choice, 2, 5) ? actors.outsider : undefined;
  switch (functionName) {
    case "cancel":
      return { args: [], from: stranger ?? job.requester, apply: (next) => jobs.cancel(next, id, job) };
    case "settle":
      return { args: [], from: anyone, apply: (next) => jobs.settle(next, id, job) };
    case "slashNoShow":
      return { args: [], from: anyone, apply: (next) => jobs.slashNoShow(next, id, job) };
    case "settleReplicas":
      return { args: [packed], from: anyone, apply: (next) => jobs.settleReplicas(next, id, job, list) };
    case "closeReveals":
      return { args: [packed], from: anyone, apply: (next) => jobs.closeReveals(next, id, job, list) };
    case "slashReplicas":
      return { args: [packed], from: anyone, apply: (next) => jobs.slashReplicas(next, id, job, list) };
    case "refund":
      return { args: [packed], from: anyone, apply: (next) => jobs.refund(next, id, job, list) };
    case "challenge": {
      const from = take([actors.holder, actors.outsider, anyone], choice.amount);
      return { args: [packed, zeroHash], from, apply: (next) => jobs.challenge(next, id, job, list) };
    }
    case "drawAudit":
      return { args: [packed], from: anyone, apply: (next) => jobs.drawAudit(next, id, job, list) };
    case "conclude": {
      const dispute = isOdd(choice, 3, 5) ? undefined : job.dispute;
      const apply: Move["apply"] = (next) => jobs.conclude(next, id, job, list, dispute);
      return { args: [packed, dispute ?? jobs.NO_DISPUTE], from: anyone, apply };
    }
    case "claim":
    case "claimReplica": {
      const provider = take(actors.providers, choice.who);
      const from = stranger ?? actingFor(world, provider, choice);
      if (functionName === "claim")
        return { args: [provider], from, apply: (next) => jobs.claim(next, id, job, provider) };
      return { args: [packed, provider], from, apply: (next) => jobs.claimReplica(next, id, job, list, provider) };
    }
    case "submit":
      return submitted(world, choice, passed, stranger ?? anyone);
    case "commitReplica":
      return committed(world, choice, passed, stranger);
    case "revealReplica":
      return revealed(world, choice, passed, anyone);
  }
}

/** The provider, or who acts for it. */
function actingFor({ state }: World, provider: Address, { amount }: Choice): Address {
  return amount % 2 === 0 ? provider : (poolOf(state, provider).operator ?? provider);
}

const bodyOf = (output: Hex): ReceiptBody => ({ ...ZERO_BODY, outputDigest: output });

async function submitted(world: World, choice: Choice, { id, job }: Passed, from: Address): Promise<Built> {
  const { chain, state } = world;
  const body = bodyOf(isOdd(choice, 3, 5) ? zeroHash : take(OUTPUTS, choice.who));
  const attestation = isOdd(choice, 4, 5) ? 9 : undefined;
  const receipt = receiptOf(id, job, body);
  const forged = choice.amount % 11 === 0;
  const signer = poolOf(state, job.provider).operator ?? from;
  const wallet = createWalletClient({ account: signer, transport: custom(chain.provider) });
  const domain = { chainId: chain.chainId, escrow: state.settings.escrow };
  const about = forged ? { ...receipt, reportDigest: keccak256(toBytes("another")) } : receipt;
  const signature = await wallet.signTypedData(receiptTypedData(about, domain));
  return {
    args: [body, signature, attestation === undefined ? "0x" : "0x09"],
    from,
    apply: (next) => jobs.submit(next, id, job, body, !forged, attestation),
  };
}

function committed(world: World, choice: Choice, passed: Passed, stranger?: Address): Built {
  const { chain, state, secrets } = world;
  const { id, job, list } = passed;
  const waiting = job.replicas.findIndex(({ digest }) => digest === zeroHash);
  const index = isOdd(choice, 3, 5) ? choice.which % 4 : Math.max(waiting, 0);
  const replica = job.replicas[index];
  const provider = replica?.provider ?? take(world.actors.providers, choice.who);
  const output = take(OUTPUTS, choice.who);
  const salt = keccak256(toBytes(`salt ${choice.amount}`));
  const domain = { chainId: chain.chainId, escrow: state.settings.escrow };
  const digest = receiptDigest(receiptOf(id, job, bodyOf(output), provider), domain);
  const commitment = isOdd(choice, 4, 5) ? zeroHash : resultCommitment(digest, salt, provider);
  secrets.set(commitment, { output, salt });
  // Whoever claimed may commit, and so may the provider.
  const from = stranger ?? actingFor(world, provider, choice);
  return {
    args: [list.map(packReplica), BigInt(index), commitment],
    from,
    apply: (next) => jobs.commitReplica(next, id, job, list, index, commitment),
  };
}

function revealed(world: World, choice: Choice, passed: Passed, from: Address): Built {
  const { chain, state, secrets } = world;
  const { id, job, list } = passed;
  const waiting = job.replicas.findIndex((replica) => !replica.revealed);
  const index = isOdd(choice, 3, 5) ? choice.which % 4 : Math.max(waiting, 0);
  const replica = job.replicas[index];
  const secret = secrets.get(replica?.digest ?? zeroHash);
  const output = isOdd(choice, 2, 5) ? zeroHash : (secret?.output ?? take(OUTPUTS, choice.who));
  const salt = isOdd(choice, 4, 5) ? zeroHash : (secret?.salt ?? zeroHash);
  const provider = replica?.provider ?? from;
  const body = bodyOf(output);
  const domain = { chainId: chain.chainId, escrow: state.settings.escrow };
  const commitment = resultCommitment(receiptDigest(receiptOf(id, job, body, provider), domain), salt, provider);
  return {
    args: [list.map(packReplica), BigInt(index), body, salt],
    from,
    apply: (next) => jobs.revealReplica(next, id, job, list, index, body, commitment),
  };
}

/** Whether the job is before a panel that has not ended. */
function waitsForPanel({ state }: World, { dispute }: Job): boolean {
  if (dispute === undefined) return false;
  return !hasEnded(panelAt(state, dispute.panelId === 0n ? dispute.auditId : dispute.panelId));
}
