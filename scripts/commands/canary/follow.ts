import { setTimeout as sleep } from "node:timers/promises";
import {
  advancePanel,
  cancelJob,
  challengeJob,
  concludeJob,
  describeError,
  drawAudit,
  getJob,
  getPanel,
  isAuditDrawn,
  type Job,
  JobStatus,
  jobEscrowAbi,
  type Panel,
  PanelPhase,
  refereesAbi,
  seedOf,
  settleJob,
} from "@blacktail/sdk";
import { type Address, zeroHash } from "viem";
import type { Parties } from "./parties.ts";

const POLL_MS = 500;
/** What job and panel answer when somebody else has moved them on. */
const MOVED =
  /^(JobEscrow_(StateMismatch|WrongStatus)|Referees_(WrongPhase|DeadlineNotPassed)|JOB_(MISMATCH|UNDISPUTED))$/;

/** What became of a known-wrong result. */
export type Fate = {
  /** Whether the lot fell on it; if not nothing was learned. */
  drawn: boolean;
  /** Auditors that accepted it, and what they lost, $BLACK (wei). */
  asleep: { auditor: Address; slashed: bigint }[];
  /** Auditors that rejected it. */
  awake: Address[];
  /** What the referees said. */
  verdict: "wrong" | "right" | "void" | undefined;
};

/**
 * Follows a known-wrong result to its end: waits whether the lot falls on it, for the auditors' votes, challenges it if they accepted it, and waits
 * for the referees. Panels are moved on where nobody else does.
 *
 * @param say Told in words what happens.
 */
export async function follow(
  parties: Parties,
  { jobId, job }: { jobId: bigint; job: Job },
  say: (text: string) => void,
): Promise<Fate> {
  const { requester, addresses } = parties;
  const { publicClient: client } = requester;
  if (!(await isDrawn(parties, jobId, job))) {
    await settleJob(requester, { jobId });
    return { drawn: false, asleep: [], awake: [], verdict: undefined };
  }
  say(`The lot fell on job ${jobId}; auditors repeat it.`);
  await unlessMoved(() => drawAudit(requester, { jobId, job }));
  const audited = await jobOf(parties, jobId);
  const auditId = audited.dispute?.auditId ?? 0n;
  let now = await afterPanel(parties, jobId, JobStatus.Audited);
  if (now.status === JobStatus.Pending) {
    say("No auditor found it. It is challenged now.");
    now = (await challengeJob(requester, { jobId, job: now, reason: zeroHash })).job;
  }
  if (now.status === JobStatus.Disputed) say("Referees decide.");
  now = await afterPanel(parties, jobId, JobStatus.Disputed);
  const verdict = await verdictOf(parties, jobId, now);
  // What is left goes back: nobody else needs to do this job.
  if (now.status === JobStatus.Open) await unlessMoved(() => cancelJob(requester, { jobId }));
  const panel = await getPanel(client, { referees: addresses.Referees, panelId: auditId });
  return { drawn: true, verdict, ...(await votesOf(parties, panel)) };
}

/** Whether the lot falls on it, two blocks after its submission. */
async function isDrawn({ requester }: Parties, jobId: bigint, job: Job): Promise<boolean> {
  const { publicClient: client } = requester;
  for (;;) {
    const seed = await seedOf(client, job.block);
    if (seed !== zeroHash) return isAuditDrawn(jobId, job, seed, 0);
    await sleep(POLL_MS);
  }
}

/** The job once it has left a status in which a panel has it. */
async function afterPanel(parties: Parties, jobId: bigint, status: number): Promise<Job> {
  const { requester, addresses } = parties;
  for (;;) {
    const job = await jobOf(parties, jobId);
    if (job.status !== status || job.dispute === undefined) return job;
    const panelId = status === JobStatus.Audited ? job.dispute.auditId : job.dispute.panelId;
    const panel = await getPanel(requester.publicClient, { referees: addresses.Referees, panelId });
    await moveOn(parties, jobId, panel);
    await sleep(POLL_MS);
  }
}

async function moveOn({ requester }: Parties, jobId: bigint, panel: Panel): Promise<void> {
  const { timestamp } = await requester.publicClient.getBlock();
  const { panelId, phase, deadline, revealed, committed } = panel;
  if (phase >= PanelPhase.Decided) return unlessMoved(() => concludeJob(requester, { jobId }));
  const isComplete = phase === PanelPhase.Revealing && revealed === committed;
  if (isComplete || timestamp > deadline) await unlessMoved(() => advancePanel(requester, { panelId }));
}

/** Workers do the same as a public service: who comes second has nothing to do. */
async function unlessMoved(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!MOVED.test(describeError(error).code)) throw error;
  }
}

function jobOf({ requester, addresses }: Parties, jobId: bigint): Promise<Job> {
  const { JobEscrow: escrow, startBlock } = addresses;
  return getJob(requester.publicClient, { escrow, jobId, fromBlock: BigInt(startBlock) });
}

async function verdictOf({ requester, addresses }: Parties, jobId: bigint, job: Job): Promise<Fate["verdict"]> {
  if (job.status === JobStatus.Done) return "right";
  const events = await requester.publicClient.getContractEvents({
    address: addresses.JobEscrow,
    abi: jobEscrowAbi,
    eventName: "WrongResultSlashed",
    args: { jobId },
    fromBlock: BigInt(addresses.startBlock),
  });
  return events.length > 0 ? "wrong" : "void";
}

async function votesOf({ requester, addresses }: Parties, panel: Panel): Promise<Pick<Fate, "asleep" | "awake">> {
  const events = await requester.publicClient.getContractEvents({
    address: addresses.Referees,
    abi: refereesAbi,
    eventName: "SeatEnded",
    args: { panelId: panel.panelId },
    fromBlock: BigInt(addresses.startBlock),
    strict: true,
  });
  const lost = new Map(events.map(({ args }) => [args.member, args.slashed]));
  const voted = (vote: number) => panel.members.filter((seat) => seat.vote === vote).map(({ member }) => member);
  return { awake: voted(0), asleep: voted(1).map((auditor) => ({ auditor, slashed: lost.get(auditor) ?? 0n })) };
}
