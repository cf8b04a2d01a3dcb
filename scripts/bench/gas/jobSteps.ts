import {
  applyJobEvent,
  type Job,
  type JobTerms,
  jobEscrowAbi,
  packJob,
  packReplica,
  packTerms,
  type ReceiptBody,
  receiptDigest,
  receiptOf,
  receiptTypedData,
  resultCommitment,
} from "@blacktail/sdk";
import { type Address, type Hex, keccak256, parseEther, parseEventLogs, sha256, toBytes, zeroHash } from "viem";
import { NATIVE, type World } from "./world.ts";

/** What a call did: gas used, and the job as it stands now. */
export type Step = { gas: number; jobId: bigint; job: Job };

const PERIOD = 3_600;
/** Seconds after which any deadline of a job has passed. */
const LATE = PERIOD + 1;
/** Seconds in which tickets decide, and how many of them have passed when claims are measured. */
const PRIORITY = 600;
const CLAIMED_AFTER = 590;

/** A job of one stage and one provider for coin, with a priority period. */
export const TERMS: JobTerms = {
  specDigest: sha256(toBytes("the benchmark's spec")),
  modelId: 0n,
  currency: NATIVE,
  budget: parseEther("0.123456789"),
  usePrice: 0n,
  stakeLock: parseEther("100"),
  stages: [],
  claimPeriod: PERIOD,
  workPeriod: PERIOD,
  challengePeriod: PERIOD,
  priorityPeriod: PRIORITY,
  attempts: 1,
  replicas: 1,
  profile: 0,
  capabilities: 0n,
};

const BODY: ReceiptBody = {
  inputRoot: sha256(toBytes("inputs")),
  outputDigest: sha256(toBytes("output")),
  stateRoot: zeroHash,
  traceRoot: zeroHash,
  reportDigest: sha256(toBytes("report")),
};

/** Each transaction of a job's life; takes and returns the job as it stands, as the SDK tells it from the events. */
export function jobSteps({ contracts, parties, publicClient, viem, tick, mine }: World) {
  const { JobEscrow } = contracts;
  const { buyer, provider, operator, challenger } = parties;

  async function step(send: () => Promise<Hex>, before?: Step, after?: number): Promise<Step> {
    await tick(after);
    const { logs, gasUsed, blockNumber, transactionHash } = await publicClient.waitForTransactionReceipt({
      hash: await send(),
    });
    const events = parseEventLogs({ abi: jobEscrowAbi, logs });
    const first = events.find(({ args }) => "jobId" in args);
    if (first === undefined || !("jobId" in first.args))
      throw new Error(`Transaction ${transactionHash} moved no job.`);
    const job = events.reduce<Job | undefined>(
      (at, event) => applyJobEvent(at, { ...event, blockNumber }),
      before?.job,
    );
    if (!job) throw new Error(`${first.eventName} tells of no job.`);
    return { gas: Number(gasUsed), jobId: first.args.jobId, job };
  }

  const chainId = publicClient.getChainId();
  const domain = async () => ({ chainId: await chainId, escrow: JobEscrow.address });
  const packed = ({ jobId, job }: Step) => [jobId, packJob(job)] as const;
  const listed = (at: Step) => [...packed(at), at.job.replicas.map(packReplica)] as const;
  const saltOf = (index: number) => keccak256(toBytes(`salt ${index}`));

  /** The last seconds of the priority period, in which the measured providers' tickets are eligible for sure. */
  async function untilTurn({ job }: Step): Promise<number> {
    const opened = Number(job.deadline) - job.terms.claimPeriod;
    const { timestamp } = await publicClient.getBlock();
    const passed = Number(timestamp) - opened;
    if (passed > 0) return 1;
    await mine();
    return CLAIMED_AFTER - 1;
  }

  return {
    create: (terms: JobTerms) => step(() => JobEscrow.write.createJob([packTerms(terms)], { account: buyer })),
    cancel: (at: Step) => step(() => JobEscrow.write.cancel(packed(at), { account: buyer }), at),
    /** By ticket. */
    claim: async (at: Step) =>
      step(() => JobEscrow.write.claim([...packed(at), provider], { account: operator }), at, await untilTurn(at)),
    submit: async (at: Step) => {
      const wallet = await viem.getWalletClient(operator);
      const signature = await wallet.signTypedData(receiptTypedData(receiptOf(at.jobId, at.job, BODY), await domain()));
      return step(() => JobEscrow.write.submit([...packed(at), BODY, signature, "0x"], { account: operator }), at);
    },
    settle: (at: Step) => step(() => JobEscrow.write.settle(packed(at), { account: operator }), at, LATE),
    slashNoShow: (at: Step) => step(() => JobEscrow.write.slashNoShow(packed(at), { account: challenger }), at, LATE),
    /** By ticket. */
    claimReplica: async (at: Step, by: Address) =>
      step(() => JobEscrow.write.claimReplica([...listed(at), by], { account: operator }), at, await untilTurn(at)),
    commitReplica: async (at: Step, index: number) => {
      const by = at.job.replicas[index]?.provider;
      if (by === undefined) throw new Error(`Nobody has place ${index}.`);
      const digest = receiptDigest(receiptOf(at.jobId, at.job, BODY, by), await domain());
      const commitment = resultCommitment(digest, saltOf(index), by);
      return step(
        () => JobEscrow.write.commitReplica([...listed(at), BigInt(index), commitment], { account: operator }),
        at,
      );
    },
    revealReplica: (at: Step, index: number) =>
      step(
        () => JobEscrow.write.revealReplica([...listed(at), BigInt(index), BODY, saltOf(index)], { account: operator }),
        at,
      ),
    settleReplicas: (at: Step) =>
      step(() => JobEscrow.write.settleReplicas(listed(at), { account: operator }), at, LATE),
    challenge: (at: Step) =>
      step(() => JobEscrow.write.challenge([...listed(at), sha256(toBytes("reason"))], { account: challenger }), at),
    drawAudit: async (at: Step) => {
      await mine();
      return step(() => JobEscrow.write.drawAudit(listed(at), { account: challenger }), at);
    },
    conclude: (at: Step) => {
      const { dispute } = at.job;
      if (!dispute) throw new Error(`Job ${at.jobId} is before no panel.`);
      return step(() => JobEscrow.write.conclude([...listed(at), dispute], { account: challenger }), at);
    },
  };
}
