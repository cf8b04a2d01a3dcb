import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { claimOpensAt, jobEscrowAbi } from "@blacktail/sdk";
import { testAccount } from "../../sdk/test/support/accounts.ts";
import { jobOf, post, startWorker, startWorld, trainSpec, type World } from "./support/world.ts";

let world: World;
before(async () => {
  world = await startWorld([3]);
});
after(() => world.stop());

test("a worker waits until its ticket opens, does nothing before, and then claims with one transaction", {
  timeout: 240_000,
}, async () => {
  const { publicClient, testClient, addresses } = world.chain;
  const provider = testAccount(3).address;
  const operator = testAccount(6).address;
  const worker = startWorker(world, 3);
  await worker.line(/^the provider is in order$/);
  const nonce = await publicClient.getTransactionCount({ address: operator });
  // A newcomer's stake counts for no ticket yet: its turn is when everybody may.
  const jobId = await post(world, await trainSpec(world), { priorityPeriod: 60 });
  const job = await jobOf(world, jobId);
  await testClient.mine({ blocks: 3 });
  await worker.line(/^others' tickets come first$/, undefined, (line) => line.jobId === `${jobId}`);
  const opensAt = await claimOpensAt(publicClient, { registry: addresses.ProviderRegistry, jobId, job, provider });
  await world.chain.increaseTime(61);
  await worker.line(/^claimed$/, undefined, (line) => line.jobId === `${jobId}`);
  const [claimed] = await publicClient.getContractEvents({
    address: addresses.JobEscrow,
    abi: jobEscrowAbi,
    eventName: "JobClaimed",
    args: { jobId },
    fromBlock: 0n,
  });
  const { timestamp } = await publicClient.getBlock({ blockNumber: claimed?.blockNumber ?? 0n });
  assert.ok(timestamp >= opensAt, `claimed at ${timestamp}, its turn is at ${opensAt}`);
  assert.equal(await publicClient.getTransactionCount({ address: operator }), nonce + 1);
  assert.equal(worker.lines.filter(({ msg }) => msg === "others' tickets come first").length, 1, "said once");
});
