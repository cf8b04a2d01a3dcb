import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { parseEther } from "viem";
import {
  approveModule,
  capabilitiesIn,
  capabilityBits,
  createJob,
  currencyOf,
  defaultTerms,
  depositAndApprove,
  type JobBounds,
  jobBounds,
  leastStakeLock,
  NATIVE,
  neededCapabilities,
  sha256Hex,
  stageWeights,
} from "../src/index.ts";
import { testAccount } from "./support/accounts.ts";
import { giveBlack } from "./support/money.ts";
import { startChain, type TestChain } from "./support/startChain.ts";

const DEVELOPER = 1;
const specDigest = sha256Hex(new TextEncoder().encode("spec"));

let chain: TestChain;
let bounds: JobBounds;
before(async () => {
  chain = await startChain();
  bounds = await jobBounds(chain.publicClient, chain.addresses);
  const module = chain.addresses.JobEscrow;
  await giveBlack(chain, testAccount(DEVELOPER).address, parseEther("1000"));
  await depositAndApprove(chain.clients(DEVELOPER), { currency: bounds.black, amount: parseEther("1000"), module });
  await depositAndApprove(chain.clients(DEVELOPER), { currency: NATIVE, amount: parseEther("1000"), module });
  await approveModule(chain.clients(DEVELOPER), { module });
});
after(() => chain.stop());

test("a deployment says what jobs may ask for", () => {
  assert.equal(bounds.black, currencyOf(chain.addresses.BlackToken));
  assert.equal(bounds.minStakeLock, parseEther("1"));
  assert.ok(bounds.lockPercent > 0 && bounds.maxAttempts > 0);
  assert.ok(bounds.minPeriod < bounds.maxPeriod);
});

test("default terms are accepted, in the native coin and in $BLACK, whole and staged, alone and replicated", async () => {
  const asked = [
    { budget: parseEther("0.1") },
    { budget: parseEther("0.1"), stages: [1, 2, 3], replicas: 3 },
    { budget: parseEther("10"), currency: bounds.black, stages: [1, 1] },
    { budget: parseEther("10"), currency: bounds.black, replicas: 2 },
  ];
  for (const change of asked) {
    const terms = defaultTerms({ specDigest, ...change }, bounds);
    const { job } = await createJob(chain.clients(DEVELOPER), terms);
    assert.deepEqual(job.terms, terms);
  }
});

test("what is left out stays within narrow bounds; what is said stays as it is", () => {
  const narrow = { ...bounds, minPeriod: 5, maxPeriod: 30, minPriorityPeriod: 0, maxAttempts: 1 };
  const terms = defaultTerms({ specDigest, budget: 1n }, narrow);
  const { claimPeriod, workPeriod, challengePeriod, priorityPeriod, attempts } = terms;
  assert.deepEqual(
    { claimPeriod, workPeriod, challengePeriod, priorityPeriod, attempts },
    { claimPeriod: 30, workPeriod: 30, challengePeriod: 30, priorityPeriod: 30, attempts: 1 },
  );
  const wide = { ...bounds, minPeriod: 86_400, maxPeriod: 864_000, minPriorityPeriod: 7_200 };
  assert.equal(defaultTerms({ specDigest, budget: 1n }, wide).priorityPeriod, 7_200);
  assert.equal(defaultTerms({ specDigest, budget: 1n }, wide).workPeriod, 86_400);
  const said = { claimPeriod: 7, workPeriod: 8, challengePeriod: 9, priorityPeriod: 3, attempts: 4, stakeLock: 5n };
  assert.deepEqual(
    { ...defaultTerms({ specDigest, budget: 1n, ...said }, wide), ...said },
    defaultTerms({ specDigest, budget: 1n, ...said }, wide),
  );
});

test("the least stake lock of a job is to the wei what the chain asks for", async () => {
  const priced = fc.record({
    currency: fc.constantFrom(bounds.black, NATIVE),
    budget: fc.bigInt({ min: parseEther("0.5"), max: parseEther("20") }),
    stages: fc.array(fc.integer({ min: 1, max: 255 }), { maxLength: 6 }),
    replicas: fc.integer({ min: 1, max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(priced, async (asked) => {
      const terms = defaultTerms({ specDigest, ...asked }, bounds);
      const less = { ...terms, stakeLock: terms.stakeLock - 1n };
      await assert.rejects(createJob(chain.clients(DEVELOPER), less), { code: "JobEscrow_StakeLockTooLow" });
      await createJob(chain.clients(DEVELOPER), terms);
    }),
    { numRuns: 20 },
  );
  const priceless = { currency: 7n, budget: parseEther("9"), stages: [], replicas: 1 };
  assert.equal(leastStakeLock(priceless, bounds), bounds.minStakeLock);
});

test("a budget is divided by what each stage does", () => {
  assert.deepEqual(stageWeights({ stages: [{ epochs: 7 }] }), []);
  assert.deepEqual(stageWeights({ stages: [{ epochs: 300 }, { epochs: 600 }, { epochs: 900 }] }), [1, 2, 3]);
  assert.deepEqual(stageWeights({ stages: [{ steps: 1_000_000 }, { steps: 999_999 }, { steps: 1 }] }), [255, 255, 1]);
  assert.deepEqual(stageWeights({ stages: [{ steps: 5 }, { epochs: 5 }] }), [1, 1]);
  assert.deepEqual(stageWeights({ stages: [{}, {}, {}] }), [1, 1, 1]);
});

test("what a job needs of a provider are bits that have names", () => {
  assert.equal(neededCapabilities({ profile: "fp32-cpu", requires: { ep: "cuda" } }), 0n);
  assert.equal(neededCapabilities({ profile: "fp32-gpu", requires: {} }), 0b001n);
  assert.equal(neededCapabilities({ profile: "fp32-gpu", requires: { ep: "webgpu" } }), 0b011n);
  assert.equal(neededCapabilities({ profile: "fp32-gpu", requires: { ep: "cuda" } }), 0b101n);
  assert.deepEqual(capabilitiesIn(0b1101n), ["gpu", "cuda"]);
  assert.equal(capabilityBits(capabilitiesIn(0b111n)), 0b111n);
});
