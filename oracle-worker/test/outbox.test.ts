import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { digestJson, JobStatus, jobEscrowAbi, providerRegistryAbi } from "@blacktail/sdk";
import {
  createPublicClient,
  custom,
  type Hex,
  http,
  keccak256,
  type PublicClient,
  parseGwei,
  parseTransaction,
} from "viem";
import { testAccount } from "../../sdk/test/support/accounts.ts";
import { systemClock } from "../src/clock.ts";
import { Journal } from "../src/data/journal.ts";
import { claimIntent, endpointIntent } from "../src/job/intents.ts";
import { createLog } from "../src/log.ts";
import { type Fees, raisedFees } from "../src/outbox/fees.ts";
import { Memory } from "../src/outbox/memory.ts";
import { Outbox } from "../src/outbox/outbox.ts";
import type { Outcome, WorkerRecord } from "../src/outbox/records.ts";
import { until } from "./support/processes.ts";
import { jobOf, postDigest, startWorld, type World } from "./support/world.ts";

const PROVIDER = testAccount(3).address;
const OPERATOR = testAccount(6);
const CEILING = parseGwei("500");
const STUCK_MS = 60;

let world: World;
/** What the node is told of a transaction that is sent: "taken" passes it on, "lost" loses it, other text is its refusal. */
let treatment: string;
let broadcasts: Hex[];
before(async () => {
  world = await startWorld([3]);
});
beforeEach(() => {
  treatment = "taken";
  broadcasts = [];
});
after(() => world.stop());

/** A client of the real node over a line that may lose or refuse what is sent. */
function clientOf(): PublicClient {
  const node = http(world.chain.rpcUrl)({});
  const request = async ({ method, params }: { method: string; params?: unknown }) => {
    if (method === "eth_sendRawTransaction") {
      const [raw] = params as [Hex];
      broadcasts.push(raw);
      if (treatment === "lost") return keccak256(raw);
      if (treatment !== "taken") throw Object.assign(new Error(treatment), { code: -32_000 });
    }
    return node.request({ method, params } as Parameters<typeof node.request>[0]);
  };
  return createPublicClient({ transport: custom({ request }, { retryCount: 0 }), cacheTime: 0 });
}

let folders = 0;
function newOutbox() {
  const { journal, records } = Journal.open<WorkerRecord>(join(world.folder, `outbox-${folders++}`));
  const outcomes: [string, Outcome][] = [];
  const abort = new AbortController();
  const outbox = new Outbox({
    client: clientOf(),
    chainId: 31_337,
    account: OPERATOR,
    memory: new Memory(journal, records),
    clock: systemClock,
    log: createLog("silent"),
    pollMs: 10,
    stuckMs: STUCK_MS,
    maxFeePerGas: CEILING,
    signal: abort.signal,
    onOutcome: (key, outcome) => outcomes.push([key.split(":")[0] ?? "", outcome]),
  });
  return { outbox, outcomes, abort };
}

const mine = () => world.chain.testClient.mine({ blocks: 1 });
const nonceNow = () => world.chain.publicClient.getTransactionCount({ address: OPERATOR.address });
const announce = (endpoint: string) => endpointIntent(world.chain.addresses.ProviderRegistry, PROVIDER, endpoint);
const feesOf = (raw: Hex): Fees & { nonce: number } => {
  const { nonce = 0, maxFeePerGas = 0n, maxPriorityFeePerGas = 0n } = parseTransaction(raw);
  return { nonce, maxFeePerGas, maxPriorityFeePerGas };
};
const different = () => [...new Set(broadcasts)];

/** Mines empty blocks until the check gives something. */
const whileMining = <T>(what: string, check: () => T | undefined | false) =>
  until(what, async () => {
    await mine();
    return check();
  });

test("fees rise by an eighth, up to the ceiling and to a few times what the network asks", () => {
  const current = { maxFeePerGas: 1_000n, maxPriorityFeePerGas: 100n };
  let last: Fees = { ...current };
  let steps = 0;
  for (
    let next = raisedFees(last, current, undefined);
    next !== undefined;
    next = raisedFees(last, current, undefined)
  ) {
    assert.ok(next.maxFeePerGas * 10n >= last.maxFeePerGas * 11n, "a node takes a tenth more");
    last = next;
    assert.ok(++steps < 20);
  }
  assert.ok(last.maxFeePerGas > 3_000n && last.maxFeePerGas <= 4_000n, `${last.maxFeePerGas}`);
  assert.ok(raisedFees(last, current, undefined, true) !== undefined, "giving up has one step more");
  assert.equal(raisedFees(current, current, 1_050n), undefined);
  const tips = { maxFeePerGas: parseGwei("9"), maxPriorityFeePerGas: parseGwei("4") };
  assert.equal(
    raisedFees(tips, { ...tips, maxPriorityFeePerGas: 1n }, undefined),
    undefined,
    "four gwei of tip suffice",
  );
  assert.ok(
    raisedFees({ maxFeePerGas: 1n, maxPriorityFeePerGas: 1n }, tips, undefined)?.maxFeePerGas === parseGwei("9"),
  );
});

test("an RPC that swallows transactions: one nonce, bounded fees, and one receipt in the end", async () => {
  const { outbox, outcomes } = newOutbox();
  await world.chain.testClient.setAutomine(false);
  try {
    treatment = "lost";
    const nonce = await nonceNow();
    const sent = outbox.send(announce("http://swallowed"));
    await until("the same again while no block comes", () => broadcasts.length >= 3);
    assert.equal(different().length, 1, "no fee is raised while no block comes");
    await whileMining("the highest fee, sent again and again", () => {
      const last = broadcasts.at(-1);
      return different().length > 3 && broadcasts.filter((raw) => raw === last).length >= 4;
    });
    const network = await world.chain.publicClient.estimateFeesPerGas();
    const first = feesOf(broadcasts[0] ?? "0x");
    for (const raw of broadcasts) {
      const { nonce: used, maxFeePerGas, maxPriorityFeePerGas } = feesOf(raw);
      assert.equal(used, nonce);
      assert.ok(maxFeePerGas <= first.maxFeePerGas * 4n && maxFeePerGas <= CEILING, `${maxFeePerGas}`);
      assert.ok(maxPriorityFeePerGas <= network.maxPriorityFeePerGas * 4n + parseGwei("4"), `${maxPriorityFeePerGas}`);
    }
    treatment = "taken";
    let isDone = false;
    const receipt = sent.finally(() => {
      isDone = true;
    });
    await whileMining("the receipt", () => isDone);
    assert.equal((await receipt)?.status, "success");
    assert.equal(await nonceNow(), nonce + 1);
    assert.deepEqual(outcomes, [["endpoint", "mined"]]);
    const receipts = await Promise.all(
      different().map((raw) =>
        world.chain.publicClient.getTransactionReceipt({ hash: keccak256(raw) }).catch(() => undefined),
      ),
    );
    assert.equal(receipts.filter((each) => each !== undefined).length, 1);
  } finally {
    await world.chain.testClient.setAutomine(true);
  }
});

test("a fee that the node finds too low is raised when it is time, under the same nonce", async () => {
  const { outbox } = newOutbox();
  treatment = "max fee per gas less than block base fee";
  const sent = outbox.send(announce("http://too-low"));
  await whileMining("a higher fee", () => different().length >= 2);
  treatment = "taken";
  assert.equal((await sent)?.status, "success");
  assert.equal(new Set(broadcasts.map((raw) => feesOf(raw).nonce)).size, 1);
});

test("an answer that nobody knows is tried again in time, not at once and for ever with the same bytes", async () => {
  const { outbox } = newOutbox();
  treatment = "the node is in a mood";
  const startedAt = Date.now();
  const sent = outbox.send(announce("http://mood"));
  await whileMining("a higher fee", () => different().length >= 2);
  assert.ok(broadcasts.length <= 2 + (Date.now() - startedAt) / STUCK_MS, `${broadcasts.length} broadcasts`);
  treatment = "taken";
  assert.equal((await sent)?.status, "success");
});

for (const refusal of ["intrinsic gas too low", "exceeds block gas limit", "transaction type not supported"]) {
  test(`"${refusal}" ends the intent at once, and the next goes on with its nonce`, async () => {
    const { outbox, outcomes } = newOutbox();
    treatment = refusal;
    assert.equal(await outbox.send(announce("http://never")), undefined);
    assert.equal(broadcasts.length, 1);
    treatment = "taken";
    assert.equal((await outbox.send(announce(`http://next/${refusal.length}`)))?.status, "success");
    assert.deepEqual(outcomes, [
      ["endpoint", "lost"],
      ["endpoint", "mined"],
    ]);
    assert.equal(new Set(broadcasts.map((raw) => feesOf(raw).nonce)).size, 1);
  });
}

test("a reorganisation takes a transaction back while the next one waits: the very same is sent again, then the next is mined", async () => {
  const { testClient, publicClient, addresses } = world.chain;
  const { outbox, outcomes } = newOutbox();
  const nonce = await nonceNow();
  await outbox.send(announce("http://before-the-fork"));
  await testClient.setAutomine(false);
  try {
    let isDone = false;
    const waiting = outbox.send(announce("http://behind-it")).finally(() => {
      isDone = true;
    });
    await until("the second to leave", () => broadcasts.length === 2);
    await testClient.request({ method: "anvil_reorg" as never, params: [1, []] as never });
    await whileMining("the second to be mined", () => isDone);
    assert.equal((await waiting)?.status, "success");
  } finally {
    await testClient.setAutomine(true);
  }
  assert.equal(await nonceNow(), nonce + 2);
  assert.equal(broadcasts.filter((raw) => raw === broadcasts[0]).length, 2, "byte for byte");
  assert.deepEqual(
    outcomes.map(([, outcome]) => outcome),
    ["mined", "mined", "mined"],
  );
  const filter = {
    address: addresses.ProviderRegistry,
    abi: providerRegistryAbi,
    eventName: "EndpointChanged",
  } as const;
  const events = await publicClient.getContractEvents({ ...filter, fromBlock: 0n });
  assert.deepEqual(
    events.slice(-2).map(({ args }) => args.endpoint),
    ["http://before-the-fork", "http://behind-it"],
  );
});

test("a claim whose period has passed gives its nonce back, and later transactions go on", async () => {
  const { publicClient, addresses, testClient, increaseTime } = world.chain;
  const { outbox, outcomes } = newOutbox();
  const jobId = await postDigest(world, digestJson("a spec that nobody reads"));
  const job = await jobOf(world, jobId);
  const nonce = await nonceNow();
  await testClient.setAutomine(false);
  try {
    treatment = "lost";
    const claimed = outbox.send(claimIntent({ escrow: addresses.JobEscrow, jobId, job }, PROVIDER));
    const announced = outbox.send(announce("http://after-the-claim"));
    await until("the claim to leave", () => broadcasts.length >= 1);
    await increaseTime(601);
    await until("its nonce to be freed", () => broadcasts.some((raw) => parseTransaction(raw).data === undefined));
    treatment = "taken";
    let isDone = false;
    const both = Promise.all([claimed, announced]).finally(() => {
      isDone = true;
    });
    await whileMining("both to end", () => isDone);
    const [claim, announcement] = await both;
    assert.equal(claim, undefined);
    assert.equal(announcement?.status, "success");
  } finally {
    await testClient.setAutomine(true);
  }
  assert.deepEqual(outcomes, [
    ["claim", "lost"],
    ["endpoint", "mined"],
  ]);
  assert.equal(await nonceNow(), nonce + 2);
  assert.equal((await jobOf(world, jobId)).status, JobStatus.Open);
  const freeing = broadcasts.map((raw) => parseTransaction(raw)).find(({ data }) => data === undefined);
  assert.deepEqual(
    [freeing?.nonce, freeing?.to?.toLowerCase(), freeing?.value ?? 0n, freeing?.gas],
    [nonce, OPERATOR.address.toLowerCase(), 0n, 21_000n],
  );
  const claims = await publicClient.getContractEvents({
    address: addresses.JobEscrow,
    abi: jobEscrowAbi,
    eventName: "JobClaimed",
    args: { jobId },
    fromBlock: 0n,
  });
  assert.equal(claims.length, 0);
  const endpoints = await publicClient.getContractEvents({
    address: addresses.ProviderRegistry,
    abi: providerRegistryAbi,
    eventName: "EndpointChanged",
    fromBlock: 0n,
  });
  assert.equal(endpoints.filter(({ args }) => args.endpoint === "http://after-the-claim").length, 1);
});
