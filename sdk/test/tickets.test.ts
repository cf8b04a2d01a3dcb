import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { type Address, encodeAbiParameters, type Hex, keccak256, parseEther, zeroAddress, zeroHash } from "viem";
import {
  claimOpensAt,
  createJob,
  depositAndApprove,
  describeError,
  type Job,
  jobLensAbi,
  NATIVE,
  packJob,
  stageSubject,
  stake,
  ticketOpensAt,
} from "../src/index.ts";
import { testAccount } from "./support/accounts.ts";
import { becomeProvider, letStakeCount, sampleTerms } from "./support/money.ts";
import { startChain, type TestChain } from "./support/startChain.ts";

let chain: TestChain;
before(async () => {
  chain = await startChain();
  for (const index of [3, 4, 5]) await becomeProvider(chain, index, index);
  await stake(chain.clients(3), { amount: parseEther("300") });
  await letStakeCount(chain);
  const { JobEscrow } = chain.addresses;
  await depositAndApprove(chain.clients(1), { currency: NATIVE, amount: parseEther("1"), module: JobEscrow });
});
after(() => chain.stop());

/** As `Tickets.eligible` has it. */
function eligible(args: Parameters<typeof ticketOpensAt>[0], elapsed: bigint): boolean {
  const { seed, subject, provider, weight, total, window } = args;
  if (elapsed >= window) return true;
  if (seed === zeroHash || weight === 0n || total === 0n) return false;
  const types = [{ type: "bytes32" }, { type: "bytes32" }, { type: "address" }] as const;
  const ticket = BigInt(keccak256(encodeAbiParameters(types, [seed, subject, provider]))) >> 192n;
  const product = 8n * elapsed * weight;
  const whole = window * total;
  return product >= whole || ticket < (product << 64n) / whole;
}

test("a ticket opens at the very second at which the library says so", () => {
  const word = fc.bigInt(0n, 2n ** 256n - 1n).map((value): Hex => `0x${value.toString(16).padStart(64, "0")}`);
  const amount = fc.bigInt(0n, 2n ** 96n - 1n);
  const window = fc.bigInt(0n, 2n ** 32n - 1n);
  fc.assert(
    fc.property(word, word, amount, amount, window, (seed, subject, weight, more, length) => {
      const args = { seed, subject, provider: zeroAddress as Address, weight, total: weight + more, window: length };
      const opensAt = ticketOpensAt({ ...args, opened: 100n });
      const elapsed = opensAt - 100n;
      assert.ok(elapsed >= 0n && elapsed <= length);
      assert.ok(eligible({ ...args, opened: 100n }, elapsed));
      if (elapsed > 0n) assert.ok(!eligible({ ...args, opened: 100n }, elapsed - 1n));
    }),
    { numRuns: 500 },
  );
});

test("who has no stake, and everyone while the seed is unknown, waits until the window ends", () => {
  const args = { seed: zeroHash, subject: zeroHash, provider: zeroAddress, weight: 1n, total: 1n, window: 9n } as const;
  assert.equal(ticketOpensAt({ ...args, opened: 100n }), 109n);
  assert.equal(ticketOpensAt({ ...args, seed: stageSubject(1n, 0), weight: 0n, opened: 100n }), 109n);
});

test("claims are refused until the second that is foretold, and no longer", async () => {
  const { JobLens, ProviderRegistry: registry } = chain.addresses;
  const jobs: { jobId: bigint; job: Job }[] = [];
  for (let count = 0; count < 4; count++) {
    jobs.push(await createJob(chain.clients(1), sampleTerms({ priorityPeriod: 1_800 })));
  }
  await chain.testClient.mine({ blocks: 1 });
  const next = (await chain.publicClient.getBlockNumber({ cacheTime: 0 })) + 1n;
  const providers = [3, 4, 5].map((index) => testAccount(index).address);
  const claims = jobs.flatMap(({ jobId, job }) => providers.map((provider) => ({ jobId, job, provider })));
  const foretold = await Promise.all(
    claims.map(async (claim) => ({
      ...claim,
      opensAt: await claimOpensAt(chain.publicClient, { registry, ...claim, isForNext: true }),
    })),
  );
  assert.ok(new Set(foretold.map(({ opensAt }) => opensAt)).size > 4);
  const [last] = claims.slice(-1);
  assert.ok(last !== undefined);
  const { deadline, terms } = last.job;
  // In the latest block the seed of the last one is not known yet.
  const inLatest = await claimOpensAt(chain.publicClient, { registry, ...last });
  assert.equal(inLatest, deadline - BigInt(terms.claimPeriod - terms.priorityPeriod));
  const refusal = async (claim: (typeof foretold)[number], timestamp: bigint): Promise<string | undefined> => {
    const reason = await chain.publicClient.readContract({
      address: JobLens,
      abi: jobLensAbi,
      functionName: "canClaim",
      args: [claim.jobId, packJob(claim.job), [], claim.provider],
      blockOverrides: { number: next, time: timestamp },
    });
    return reason === "0x" ? undefined : describeError({ data: reason }).code;
  };
  for (const claim of foretold) {
    assert.equal(await refusal(claim, claim.opensAt - 1n), "JobEscrow_NotYourTurn");
    assert.equal(await refusal(claim, claim.opensAt), undefined);
  }
});

test("who did the stage before needs no ticket", async () => {
  const { jobId, job } = await createJob(chain.clients(1), sampleTerms({ priorityPeriod: 1_800 }));
  const { ProviderRegistry: registry } = chain.addresses;
  const provider = testAccount(3).address;
  const opened = job.deadline - 3_600n;
  assert.equal(
    await claimOpensAt(chain.publicClient, { registry, jobId, job: { ...job, provider }, provider }),
    opened,
  );
  // Nobody knows the seed yet.
  assert.equal(await claimOpensAt(chain.publicClient, { registry, jobId, job, provider }), opened + 1_800n);
});
