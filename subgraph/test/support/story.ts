import {
  advancePanel,
  claimJob,
  commitReplica,
  commitVote,
  createJob,
  currencyOf,
  depositAndApprove,
  getJob,
  getPanel,
  type JobTerms,
  NATIVE,
  receiptDigest,
  receiptOf,
  receiptTypedData,
  resultCommitment,
  revealReplica,
  revealVote,
  seatOpensAt,
  sitPanel,
  submitResult,
  voteCommitment,
} from "@blacktail/sdk";
import { keccak256, parseEther, toHex } from "viem";
import { bodyOf, saltOf } from "../../../sdk/test/support/attest.ts";
import { becomeProvider, sampleTerms } from "../../../sdk/test/support/money.ts";
import { setAuditRate } from "../../../sdk/test/support/setAuditRate.ts";
import type { TestChain } from "../../../sdk/test/support/startChain.ts";

export const DEPLOYER = 0;
export const DEVELOPER = 1;
export const BUYER = 2;

/** A provider and its operator, by the numbers of their test accounts. */
export type Party = { index: number; operator: number };
export const FIRST: Party = { index: 3, operator: 6 };
export const SECOND: Party = { index: 4, operator: 7 };
const THIRD: Party = { index: 5, operator: 8 };
const PARTIES = [FIRST, SECOND, THIRD];

/** Seconds in which a panel of the local stack takes seats. */
export const SEATING = 60;

/** What one provider locks for a job: $BLACK, wei. */
export const LOCK = parseEther("10");

/** What happens in the tests, in the words of the protocol. */
export function storyOn(chain: TestChain) {
  const { addresses, clients, wallet, publicClient, testClient } = chain;
  const black = currencyOf(addresses.BlackToken);
  const addressOf = (index: number) => wallet(index).account.address;
  const current = (jobId: bigint) => getJob(publicClient, { escrow: addresses.JobEscrow, jobId, fromBlock: 0n });
  const context = { chainId: 31337, escrow: addresses.JobEscrow };
  const salt = saltOf("salt");

  let specs = 0;

  return {
    black,
    addressOf,
    current,

    /** Credits for requester and challenger, three providers, and an audit for every result that anyone draws one for. */
    async fund() {
      const module = addresses.JobEscrow;
      await depositAndApprove(clients(BUYER), { currency: NATIVE, amount: parseEther("50"), module });
      await depositAndApprove(clients(DEPLOYER), { currency: black, amount: parseEther("1000"), module });
      for (const { index, operator } of PARTIES) await becomeProvider(chain, index, operator);
      await setAuditRate(clients(DEPLOYER), 10_000);
    },

    async create(terms: Partial<JobTerms> = {}): Promise<bigint> {
      const { jobId } = await createJob(
        clients(BUYER),
        sampleTerms({ specDigest: keccak256(toHex(++specs)), budget: 1_000_000_007n, stakeLock: LOCK, ...terms }),
      );
      return jobId;
    },

    claim: (jobId: bigint, { index, operator }: Party = FIRST) =>
      claimJob(clients(operator), { jobId, provider: addressOf(index) }),

    async submit(jobId: bigint, { operator }: Party = FIRST, output = "output") {
      const body = bodyOf(output);
      const typed = receiptTypedData(receiptOf(jobId, await current(jobId), body), context);
      const signature = await wallet(operator).signTypedData(typed);
      await submitResult(clients(operator), { jobId, body, signature });
    },

    async commit(jobId: bigint, { index, operator }: Party, output = "output") {
      const provider = addressOf(index);
      const digest = receiptDigest(receiptOf(jobId, await current(jobId), bodyOf(output), provider), context);
      await commitReplica(clients(operator), {
        jobId,
        provider,
        commitment: resultCommitment(digest, salt, provider),
      });
    },

    reveal: (jobId: bigint, { index }: Party, output = "output") =>
      revealReplica(clients(DEVELOPER), { jobId, provider: addressOf(index), body: bodyOf(output), salt }),

    /** The panel that the job is before: of referees where there is one, else of auditors. */
    async panelOf(jobId: bigint): Promise<bigint> {
      const { dispute } = await current(jobId);
      return dispute?.panelId || dispute?.auditId || 0n;
    },

    /** Has a provider sit alone on a panel, as soon as its ticket allows, and vote; the panel then comes to its outcome. */
    async decide(panelId: bigint, vote: number, { index, operator }: Party = THIRD) {
      const member = addressOf(index);
      await testClient.mine({ blocks: 2 });
      const { Referees: referees, ProviderRegistry: registry } = addresses;
      const panel = await getPanel(publicClient, { referees, panelId });
      const opensAt = await seatOpensAt(publicClient, { referees, registry, panel, member });
      if (opensAt === undefined) throw new Error(`provider ${index} is not drawn for panel ${panelId}`);
      const { timestamp } = await publicClient.getBlock();
      if (opensAt > timestamp) await chain.increaseTime(Number(opensAt - timestamp));
      await sitPanel(clients(operator), { panelId, member });
      const ballot = { panelId, member, vote, reason: saltOf("reason"), salt };
      await commitVote(clients(operator), { panelId, member, commitment: voteCommitment(ballot) });
      await revealVote(clients(DEVELOPER), ballot);
      await advancePanel(clients(DEVELOPER), { panelId });
    },

    /** Lets panels fail that nobody joins: twice their seating passes. */
    async abandon(panelIds: bigint[]) {
      for (let round = 0; round < 2; round++) {
        await chain.increaseTime(SEATING + 1);
        for (const panelId of panelIds) await advancePanel(clients(DEVELOPER), { panelId });
      }
    },
  };
}

export type Story = ReturnType<typeof storyOn>;
