import {
  claimJob,
  createJob,
  currencyOf,
  depositAndApprove,
  getJob,
  type Job,
  type JobTerms,
  jobEscrowAbi,
  NATIVE,
  type Receipt,
  receiptTypedData,
  stake,
  submitResult,
} from "@blacktail/sdk";
import { keccak256, parseEther, toHex, zeroHash } from "viem";
import type { TestChain } from "../../../sdk/test/support/startChain.ts";

export const DEPLOYER = 0;
export const DEVELOPER = 1;
export const BUYER = 2;
export const PROVIDER = 3;
export const OPERATOR = 6;

/** What one provider locks for a job: $BLACK, wei. */
export const LOCK = parseEther("10");

/** What happens in the tests, in the words of the protocol. */
export function storyOn(chain: TestChain) {
  const { addresses, clients, wallet, publicClient } = chain;
  const black = currencyOf(addresses.BlackToken);
  const addressOf = (index: number) => wallet(index).account.address;
  const current = (jobId: bigint) => getJob(publicClient, { escrow: addresses.JobEscrow, jobId, fromBlock: 0n });

  let specs = 0;

  return {
    black,
    addressOf,

    /** Credits for the requester and the challenger, and a provider with a stake. */
    async fund() {
      const amount = parseEther("1000");
      await depositAndApprove(clients(BUYER), {
        currency: NATIVE,
        amount: parseEther("50"),
        module: addresses.JobEscrow,
      });
      await depositAndApprove(clients(DEPLOYER), { currency: black, amount, module: addresses.JobEscrow });
      const call = { address: addresses.BlackToken, abi: TRANSFER, functionName: "transfer" } as const;
      const hash = await wallet(DEPLOYER).writeContract({ ...call, args: [addressOf(PROVIDER), amount] });
      await publicClient.waitForTransactionReceipt({ hash });
      await depositAndApprove(clients(PROVIDER), { currency: black, amount, module: addresses.ProviderRegistry });
      await stake(clients(PROVIDER), { amount: parseEther("500"), operator: addressOf(OPERATOR) });
    },

    async create(terms: Partial<JobTerms> = {}): Promise<bigint> {
      const { jobId } = await createJob(clients(BUYER), {
        specDigest: keccak256(toHex(++specs)),
        modelId: 0n,
        currency: NATIVE,
        price: 1_000_000_007n,
        stakeLock: LOCK,
        claimPeriod: 600,
        workPeriod: 600,
        challengePeriod: 600,
        attempts: 1,
        ...terms,
      });
      return jobId;
    },

    claim: (jobId: bigint) => claimJob(clients(OPERATOR), { jobId, provider: addressOf(PROVIDER) }),

    async submit(jobId: bigint) {
      const job = await current(jobId);
      const attestation: Receipt = {
        jobId,
        stage: 0,
        specDigest: job.terms.specDigest,
        profile: 2,
        inputRoot: keccak256("0x01"),
        outputDigest: keccak256("0x02"),
        stateRoot: zeroHash,
        traceRoot: zeroHash,
        reportDigest: keccak256("0x03"),
        provider: addressOf(PROVIDER),
        deadline: job.deadline,
      };
      const typed = receiptTypedData(attestation, { chainId: 31337, escrow: addresses.JobEscrow });
      const signature = await wallet(OPERATOR).signTypedData(typed);
      await submitResult(clients(OPERATOR), { jobId, attestation, signature });
    },

    /** Rules on a dispute: governance's arbiter is not one of the parties here. */
    async rule(jobId: bigint, upheld: boolean) {
      await send("rule", [jobId, await current(jobId), upheld]);
    },

    async voidDispute(jobId: bigint) {
      await send("voidDispute", [jobId, await current(jobId)]);
    },
  };

  async function send(...call: ["rule", [bigint, Job, boolean]] | ["voidDispute", [bigint, Job]]) {
    const target = { address: addresses.JobEscrow, abi: jobEscrowAbi } as const;
    const sender = wallet(DEPLOYER);
    const hash =
      call[0] === "rule"
        ? await sender.writeContract({ ...target, functionName: "rule", args: call[1] })
        : await sender.writeContract({ ...target, functionName: "voidDispute", args: call[1] });
    const { status } = await publicClient.waitForTransactionReceipt({ hash });
    if (status !== "success") throw new Error(`${call[0]} failed in ${hash}`);
  }
}

const TRANSFER = [
  {
    type: "function",
    name: "transfer",
    stateMutability: "nonpayable",
    inputs: [
      { name: "to", type: "address" },
      { name: "value", type: "uint256" },
    ],
    outputs: [{ type: "bool" }],
  },
] as const;
