import { applyJobEvent, type Job, type JobTerms, jobEscrowAbi, receiptTypedData } from "@blacktail/sdk";
import { type Hex, parseEther, parseEventLogs, sha256, toBytes, zeroHash } from "viem";
import { NATIVE, type World } from "./world.ts";

/** What a call did: gas used, and the job as it stands now. */
type Step = { gas: number; jobId: bigint; job: Job };

const PERIOD = 3600;
/** Seconds after which any deadline has passed. */
const LATE = PERIOD + 1;

export const TERMS: JobTerms = {
  specDigest: sha256(toBytes("the benchmark's spec")),
  modelId: 0n,
  currency: NATIVE,
  price: parseEther("0.123456789"),
  stakeLock: parseEther("100"),
  claimPeriod: PERIOD,
  workPeriod: PERIOD,
  challengePeriod: PERIOD,
  attempts: 1,
};

/** Every way of a job, with gas by step. The parties' balances are whatever earlier rounds left them. */
export async function jobFlows(world: World): Promise<Record<string, number>> {
  const gas: Record<string, number> = {};
  const steps = jobSteps(world);

  const created = await steps.create(TERMS);
  const claimed = await steps.claim(created);
  const submitted = await steps.submit(claimed);
  gas.jobCreate = created.gas;
  gas.jobClaim = claimed.gas;
  gas.jobSubmit = submitted.gas;
  gas.jobFinalize = (await steps.settle(submitted)).gas;
  gas.job1 = gas.jobCreate + gas.jobClaim + gas.jobSubmit + gas.jobFinalize;

  gas.jobCancel = (await steps.cancel(await steps.create(TERMS))).gas;

  const late = await steps.claim(await steps.create(TERMS));
  gas.slashNoShow = (await steps.slashNoShow(late)).gas;

  const pending = await steps.submit(await steps.claim(await steps.create(TERMS)));
  const challenged = await steps.challenge(pending);
  gas.challenge = challenged.gas;
  gas.rule = (await steps.rule(challenged, false)).gas;

  const again = await steps.challenge(await steps.submit(await steps.claim(await steps.create(TERMS))));
  gas.ruleUpheld = (await steps.rule(again, true)).gas;

  // One job stays in each status, as in an escrow that is in use.
  await steps.claim(await steps.create(TERMS));
  await steps.challenge(await steps.submit(await steps.claim(await steps.create(TERMS))));
  return gas;
}

/** Each transaction of a job's life; takes and returns the job as it stands. */
export function jobSteps({ contracts, parties, publicClient, viem, tick }: World) {
  const { JobEscrow } = contracts;
  const { buyer, provider, operator, challenger, arbiter } = parties;

  /** Sends, and tells the job that came of it: the one that an event carries, or `before` with what the event says. */
  async function step(send: () => Promise<Hex>, before?: Job, after?: number): Promise<Step> {
    await tick(after);
    const receipt = await publicClient.waitForTransactionReceipt({ hash: await send() });
    const [event] = parseEventLogs({ abi: jobEscrowAbi, logs: receipt.logs });
    if (!event || !("jobId" in event.args)) throw new Error(`Transaction ${receipt.transactionHash} moved no job.`);
    const job = applyJobEvent(before, event);
    if (!job) throw new Error(`${event.eventName} tells of no job.`);
    return { gas: Number(receipt.gasUsed), jobId: event.args.jobId, job };
  }

  async function sign({ jobId, job }: Step) {
    const wallet = await viem.getWalletClient(operator);
    const receipt = {
      jobId,
      stage: 0,
      specDigest: job.terms.specDigest,
      profile: 0,
      inputRoot: sha256(toBytes("inputs")),
      outputDigest: sha256(toBytes("output")),
      stateRoot: zeroHash,
      traceRoot: zeroHash,
      reportDigest: sha256(toBytes("report")),
      provider: job.provider,
      deadline: job.deadline,
    };
    const chainId = await publicClient.getChainId();
    const signature = await wallet.signTypedData(receiptTypedData(receipt, { chainId, escrow: JobEscrow.address }));
    return { receipt, signature };
  }

  return {
    create: (terms: JobTerms) => step(() => JobEscrow.write.createJob([terms], { account: buyer })),
    cancel: ({ jobId, job }: Step) => step(() => JobEscrow.write.cancel([jobId, job], { account: buyer })),
    claim: ({ jobId, job }: Step) =>
      step(() => JobEscrow.write.claim([jobId, job, provider], { account: operator }), job),
    submit: async (at: Step) => {
      const { receipt, signature } = await sign(at);
      return step(() => JobEscrow.write.submit([at.jobId, at.job, receipt, signature], { account: operator }), at.job);
    },
    settle: ({ jobId, job }: Step) =>
      step(() => JobEscrow.write.settle([jobId, job], { account: operator }), job, LATE),
    slashNoShow: ({ jobId, job }: Step) =>
      step(() => JobEscrow.write.slashNoShow([jobId, job], { account: challenger }), job, LATE),
    challenge: ({ jobId, job }: Step) =>
      step(() => JobEscrow.write.challenge([jobId, job, sha256(toBytes("reason"))], { account: challenger })),
    rule: ({ jobId, job }: Step, upheld: boolean) =>
      step(() => JobEscrow.write.rule([jobId, job, upheld], { account: arbiter })),
  };
}
