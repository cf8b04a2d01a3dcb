import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import {
  type Address,
  type ContractFunctionArgs,
  type ContractFunctionReturnType,
  getAddress,
  type Hex,
  hashTypedData,
} from "viem";
import {
  attestationTypedData,
  budgetFrom,
  type Dispute,
  disputeHash,
  type Job,
  jobEscrowAbi,
  jobHash,
  jobLensAbi,
  packJob,
  packReplica,
  packTerms,
  type Receipt,
  type Replica,
  receiptDigest,
  refereesAbi,
  replicasHash,
  setOperatorTypedData,
  signatureVerifierAbi,
  stageCount,
  stagePrice,
  unpackJob,
  unpackReplica,
  vaultAbi,
  voteCommitment,
} from "../src/index.ts";
import { testAccount } from "./support/accounts.ts";
import { sampleTerms } from "./support/money.ts";
import { startChain, type TestChain } from "./support/startChain.ts";

let chain: TestChain;
before(async () => {
  chain = await startChain();
});
after(() => chain.stop());

const word = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes): Hex => `0x${Buffer.from(bytes).toString("hex")}`);
const address = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes): Address => getAddress(`0x${Buffer.from(bytes).toString("hex")}`));
const uint = (bits: number) => fc.oneof(fc.bigInt(0n, 2n ** BigInt(bits) - 1n), fc.constant(2n ** BigInt(bits) - 1n));
const small = (bits: number) => uint(bits).map(Number);

const plainObjects = { noNullPrototype: true };

const replica: fc.Arbitrary<Replica> = fc.record(
  { provider: address, claimer: uint(88), revealed: fc.boolean(), digest: word },
  plainObjects,
);

const dispute: fc.Arbitrary<Dispute> = fc.record(
  { auditId: uint(256), panelId: uint(256), challenger: address, bond: uint(128), challengeLeft: uint(64) },
  plainObjects,
);

const job: fc.Arbitrary<Job> = fc
  .record({
    terms: fc.record({
      specDigest: word,
      modelId: uint(256),
      currency: uint(256),
      budget: uint(128),
      usePrice: uint(128),
      stakeLock: uint(128),
      stages: fc.array(fc.integer({ min: 1, max: 255 }), { maxLength: 32 }),
      claimPeriod: small(32),
      workPeriod: small(32),
      challengePeriod: small(32),
      priorityPeriod: small(16),
      attempts: small(8),
      replicas: fc.integer({ min: 1, max: 9 }),
      profile: fc.integer({ min: 0, max: 3 }),
      capabilities: uint(64),
    }),
    feeBps: small(16),
    auditBps: small(16),
    reputable: fc.boolean(),
    requester: address,
    status: fc.integer({ min: 0, max: 9 }),
    stage: small(8),
    attemptsLeft: small(8),
    deadline: uint(40),
    block: small(32),
    provider: address,
    attestation: small(8),
    audited: fc.boolean(),
    input: word,
    result: word,
    replicas: fc.array(replica, { maxLength: 9 }),
    dispute: fc.option(dispute, { nil: undefined }),
  })
  // Of one replica there is no list; of several the list says what the result is.
  .map((value) => unpackJob(packJob(value), { ...value, replicas: value.terms.replicas === 1 ? [] : value.replicas }));

const receipt: fc.Arbitrary<Receipt> = fc.record({
  jobId: uint(256),
  stage: small(32),
  specDigest: word,
  profile: fc.integer({ min: 0, max: 3 }),
  inputRoot: word,
  outputDigest: word,
  stateRoot: word,
  traceRoot: word,
  reportDigest: word,
  provider: address,
  deadline: uint(64),
});

/** A view of the JobLens, which knows nothing of jobs but what Solidity's libraries do. */
function lens<
  name extends "hashOf" | "hashOfReplicas" | "hashOfDispute" | "plain" | "ticketSubject" | "packRules" | "packStages",
>(functionName: name, args: ContractFunctionArgs<typeof jobLensAbi, "pure", name>) {
  const call = { address: chain.addresses.JobLens, abi: jobLensAbi, functionName, args } as const;
  return chain.publicClient.readContract(call as never) as Promise<
    ContractFunctionReturnType<typeof jobLensAbi, "pure", name>
  >;
}

const runs = { numRuns: 40 };

test("hashes of job, replicas and dispute are Solidity's, and what is unpacked is what was packed", async () => {
  await fc.assert(
    fc.asyncProperty(job, async (value) => {
      const packed = packJob(value);
      assert.equal(await lens("hashOf", [packed]), jobHash(value));
      assert.equal(await lens("hashOfReplicas", [value.replicas.map(packReplica)]), replicasHash(value.replicas));
      if (value.dispute) assert.equal(await lens("hashOfDispute", [value.dispute]), disputeHash(value.dispute));
      assert.deepEqual(unpackJob(packed, value), value);
      assert.deepEqual(value.replicas.map(packReplica).map(unpackReplica), value.replicas);
    }),
    runs,
  );
});

test("a job reads the same in plain Solidity, to every stage's price", async () => {
  await fc.assert(
    fc.asyncProperty(job, async (value) => {
      const stage = value.stage % stageCount(value.terms);
      const given = { ...value, stage };
      const plain = await lens("plain", [packJob(given)]);
      const { terms } = given;
      assert.deepEqual(
        [plain.requester, plain.status, plain.stage, plain.attemptsLeft, plain.deadline, plain.blockNumber],
        [given.requester, given.status, stage, given.attemptsLeft, given.deadline, given.block],
      );
      assert.deepEqual(
        [plain.provider, plain.attestation, plain.audited],
        [given.provider, given.attestation, given.audited],
      );
      const { claimPeriod, workPeriod, challengePeriod, priorityPeriod, attempts, replicas, profile, capabilities } =
        terms;
      const { feeBps, auditBps, reputable } = given;
      const rules = {
        claimPeriod,
        workPeriod,
        challengePeriod,
        priorityPeriod,
        attempts,
        replicas,
        profile,
        capabilities,
      };
      assert.deepEqual(plain.rules, { ...rules, feeBps, auditBps, reputable });
      assert.equal(await lens("packRules", [plain.rules]), packTerms(terms).rules);
      assert.equal(await lens("packStages", [terms.stages]), packTerms(terms).stages);
      const prices = plain.stagePrices.map((_, at) => stagePrice(terms, at));
      assert.deepEqual(prices, plain.stagePrices);
      assert.equal(plain.left, budgetFrom(terms, stage) + terms.usePrice);
    }),
    runs,
  );
});

test("a value that does not fit its field is refused, and named", () => {
  for (const [name, change] of [
    ["claimPeriod", { claimPeriod: 2 ** 32 }],
    ["attempts", { attempts: 1.5 }],
    ["the weight of stage 1", { stages: [1, 256] }],
    ["capabilities", { capabilities: -1n }],
  ] as const) {
    const expected = { code: "FIELD_INVALID", message: new RegExp(`^${name} cannot be `) };
    assert.throws(() => packTerms(sampleTerms(change)), expected);
  }
});

test("receiptDigest is Solidity's for any receipt", async () => {
  await fc.assert(
    fc.asyncProperty(receipt, async (value) => {
      const onChain = await chain.publicClient.readContract({
        address: chain.addresses.JobEscrow,
        abi: jobEscrowAbi,
        functionName: "receiptDigest",
        args: [value],
      });
      assert.equal(receiptDigest(value, { chainId: 31337, escrow: chain.addresses.JobEscrow }), onChain);
    }),
    runs,
  );
});

test("a SetOperator that the SDK describes and an account signs is accepted by the Vault", async () => {
  const { Vault, JobEscrow } = chain.addresses;
  const owner = testAccount(2);
  const message = { owner: owner.address, operator: JobEscrow, approved: true, nonce: 0n, deadline: 2n ** 40n };
  const signature = await owner.signTypedData(setOperatorTypedData(message, { chainId: 31337, vault: Vault }));
  const hash = await chain.wallet(9).writeContract({
    address: Vault,
    abi: vaultAbi,
    functionName: "setOperatorBySig",
    args: [owner.address, JobEscrow, true, message.deadline, signature],
  });
  await chain.publicClient.waitForTransactionReceipt({ hash });
  const args = [owner.address, JobEscrow] as const;
  assert.equal(
    await chain.publicClient.readContract({ address: Vault, abi: vaultAbi, functionName: "isOperator", args }),
    true,
  );
});

test("commitments are what the contracts compute", async () => {
  await fc.assert(
    fc.asyncProperty(uint(256), address, small(16), word, word, async (panelId, member, vote, reason, salt) => {
      const onChain = await chain.publicClient.readContract({
        address: chain.addresses.Referees,
        abi: refereesAbi,
        functionName: "commitmentOf",
        args: [panelId, member, vote, reason, salt],
      });
      assert.equal(voteCommitment({ panelId, member, vote, reason, salt }), onChain);
    }),
    runs,
  );
});

test("what a provider's second key signs is what the verifiers expect", async () => {
  const { SignatureVerifier, EnclaveVerifier } = chain.addresses;
  await fc.assert(
    fc.asyncProperty(word, address, async (digest, provider) => {
      for (const verifier of [SignatureVerifier, EnclaveVerifier]) {
        const onChain = await chain.publicClient.readContract({
          address: verifier,
          abi: signatureVerifierAbi,
          functionName: "attestationDigest",
          args: [digest, provider],
        });
        const typedData = attestationTypedData({ receipt: digest, provider }, { chainId: 31337, verifier });
        assert.equal(hashTypedData(typedData), onChain);
      }
    }),
    { numRuns: 10 },
  );
});
