import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { type Address, decodeErrorResult, getAddress, type Hex } from "viem";
import {
  errorsAbi,
  type Job,
  jobEscrowAbi,
  jobHash,
  type Receipt,
  receiptDigest,
  setOperatorTypedData,
  vaultAbi,
} from "../src/index.ts";
import { testAccount } from "./support/accounts.ts";
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

const job: fc.Arbitrary<Job> = fc.record({
  terms: fc.record({
    specDigest: word,
    modelId: uint(256),
    currency: uint(256),
    price: uint(128),
    stakeLock: uint(128),
    claimPeriod: small(32),
    workPeriod: small(32),
    challengePeriod: small(32),
    attempts: small(8),
  }),
  requester: address,
  status: fc.integer({ min: 0, max: 7 }),
  feeBps: small(16),
  attemptsLeft: small(8),
  deadline: uint(64),
  provider: address,
  outputDigest: word,
  challenger: address,
  bond: uint(128),
});

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

test("jobHash is Solidity's for any job", async () => {
  await fc.assert(
    fc.asyncProperty(job, uint(256), async (value, jobId) => {
      // The refusal names the hash that the escrow computed of the job it was given.
      const reason = await chain.publicClient.readContract({
        address: chain.addresses.JobEscrow,
        abi: jobEscrowAbi,
        functionName: "canClaim",
        args: [jobId, value, value.provider],
      });
      const { errorName, args } = decodeErrorResult({ abi: errorsAbi, data: reason });
      assert.equal(errorName, "JobEscrow_StateMismatch");
      assert.equal(args[2], jobHash(value));
    }),
    { numRuns: 60 },
  );
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
    { numRuns: 60 },
  );
});

test("a SetOperator that the SDK describes and an account signs is accepted by the Vault", async () => {
  const { Vault, JobEscrow } = chain.addresses;
  const owner = testAccount(2);
  const message = { owner: owner.address, operator: JobEscrow, approved: true, nonce: 0n, deadline: 2n ** 40n };
  const signature = await owner.signTypedData(setOperatorTypedData(message, { chainId: 31337, vault: Vault }));
  await chain.wallet(9).writeContract({
    address: Vault,
    abi: vaultAbi,
    functionName: "setOperatorBySig",
    args: [owner.address, JobEscrow, true, message.deadline, signature],
  });
  const args = [owner.address, JobEscrow] as const;
  assert.equal(
    await chain.publicClient.readContract({ address: Vault, abi: vaultAbi, functionName: "isOperator", args }),
    true,
  );
});
