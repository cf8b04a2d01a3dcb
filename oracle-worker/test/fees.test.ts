import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { JobStatus, jobEscrowAbi, NATIVE, refereesAbi } from "@blacktail/sdk";
import { testAccount } from "../../sdk/test/support/accounts.ts";
import { systemClock } from "../src/clock.ts";
import { parseConfig } from "../src/config/parse.ts";
import { Journal } from "../src/data/journal.ts";
import { FeeCollector } from "../src/job/feeCollector.ts";
import { createLog } from "../src/log.ts";
import { Memory } from "../src/outbox/memory.ts";
import { Outbox } from "../src/outbox/outbox.ts";
import type { WorkerRecord } from "../src/outbox/records.ts";
import { until } from "./support/processes.ts";
import { jobOf, PRICE, post, startWorker, startWorld, trainSpec, type World } from "./support/world.ts";

let world: World;
before(async () => {
  world = await startWorld([3]);
});
after(() => world.stop());

/** Whoever collects gains nothing by it. */
const SERVANT = testAccount(2);

test("fees of settled stages are brought to Referees and divided; where there are none nothing is sent", {
  timeout: 240_000,
}, async () => {
  const { publicClient: client, addresses } = world.chain;
  const worker = startWorker(world, 3);
  await worker.line(/^the provider is in order$/);
  const jobId = await post(world, await trainSpec(world));
  const reached = (status: number) =>
    until(`status ${status}`, async () => (await jobOf(world, jobId)).status === status).catch((error) =>
      assert.fail(`${error}\n${worker.story()}`),
    );
  await reached(JobStatus.Pending);
  await world.chain.increaseTime(61);
  await reached(JobStatus.Done);
  const feesOf = () =>
    client.readContract({ address: addresses.JobEscrow, abi: jobEscrowAbi, functionName: "feesOf", args: [NATIVE] });
  const fees = await feesOf();
  assert.ok(fees > 0n && fees < PRICE);

  const { journal, records } = Journal.open<WorkerRecord>(join(world.folder, "servant"));
  const log = createLog("silent");
  const outbox = new Outbox({
    client,
    chainId: 31_337,
    account: SERVANT,
    memory: new Memory(journal, records),
    clock: systemClock,
    log,
    pollMs: 20,
    stuckMs: 30_000,
    maxFeePerGas: undefined,
    signal: new AbortController().signal,
  });
  const env = { BLACKTAIL_PROVIDER: SERVANT.address, BLACKTAIL_OPERATOR_KEY: `0x${"11".repeat(32)}` };
  const contracts = { ...addresses, startBlock: 0n };
  const collector = new FeeCollector({ client, clock: systemClock, config: parseConfig(env), contracts, outbox, log });
  await collector.collect();
  assert.equal(await feesOf(), 0n);
  const filter = { address: addresses.Referees, abi: refereesAbi, eventName: "Swept", fromBlock: 0n } as const;
  const [swept, ...more] = await client.getContractEvents({ ...filter, strict: true });
  assert.deepEqual([(swept?.args.toTreasury ?? 0n) + (swept?.args.toReserve ?? 0n), more.length], [fees, 0]);
  const nonce = await client.getTransactionCount({ address: SERVANT.address });
  await collector.collect();
  assert.equal(await client.getTransactionCount({ address: SERVANT.address }), nonce);
  journal.close();
});
