import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, before, describe, it } from "node:test";
import { querySubgraph } from "@blacktail/sdk";
import { createPublicClient, http } from "viem";
import { scratchFolder } from "../../scripts/lib/scratch.ts";
import type { StackInfo } from "../../scripts/stack/stack.ts";
import { orphans, partsOf, type StackProcess, spawnScript, spawnStack, untilReady } from "./support/stack.ts";

const PORT_BASE = "18500";

async function blockNumber({ rpcUrl }: StackInfo): Promise<number> {
  return Number(await createPublicClient({ transport: http(rpcUrl) }).getBlockNumber());
}

async function blockHash({ rpcUrl }: StackInfo, blockNumber: number): Promise<string> {
  const client = createPublicClient({ transport: http(rpcUrl) });
  return (await client.getBlock({ blockNumber: BigInt(blockNumber) })).hash;
}

/** How many transactions each local account, but for the workers' operators, has sent. */
async function nonces({ rpcUrl, accounts }: StackInfo): Promise<number[]> {
  const client = createPublicClient({ transport: http(rpcUrl) });
  const { deployer, developer, buyer, tester, providers } = accounts;
  return Promise.all(
    [deployer, developer, buyer, tester, ...providers].map((address) => client.getTransactionCount({ address })),
  );
}

async function providers({ subgraphUrl }: StackInfo): Promise<{ id: string; stake: string }[]> {
  const query = "{ providers(orderBy: id) { id stake } }";
  return (await querySubgraph<{ providers: { id: string; stake: string }[] }>(subgraphUrl, query)).providers;
}

describe("the local stack", () => {
  const folder = scratchFolder("e2e");
  const args = ["--port-base", PORT_BASE, "--data-dir", folder.dir];
  let stack: StackProcess;
  let info: StackInfo;

  before(async () => {
    stack = spawnStack(args);
    info = await untilReady(stack, folder.dir);
  });
  after(async () => {
    stack.child.kill("SIGTERM");
    await stack.exited;
    folder.remove();
  });

  it("serves chain, subgraph, storage, workers and dApp", async () => {
    assert.ok((await blockNumber(info)) > 0);
    assert.equal((await providers(info)).length, 3);
    for (const url of [
      `${info.storageApi}/healthz`,
      `${info.dappUrl}/config.json`,
      ...info.workerUrls.map((w) => `${w}/healthz`),
    ])
      assert.equal((await fetch(url)).status, 200, url);
  });

  it("refuses a second start on the same folder and names the first", async () => {
    const second = spawnStack(args);
    assert.equal(await second.exited, 1);
    assert.match(second.output(), new RegExp(`STACK_RUNNING[\\s\\S]*process ${stack.child.pid}`));
  });

  it("names a taken port and the variable that moves it", async (t) => {
    const other = scratchFolder("e2e");
    const taken = createServer();
    t.after(() => {
      taken.close();
      other.remove();
    });
    await new Promise<void>((done) => taken.listen(19_101, "127.0.0.1", done));
    const second = spawnStack(["--port-base", "19100", "--data-dir", other.dir]);
    assert.equal(await second.exited, 1);
    assert.match(
      second.output(),
      /STACK_PORT_TAKEN {2}A port is taken: 19101 \(storage; BLACKTAIL_PORT_STORAGE moves it\)/,
    );
  });

  it("of two starts at once on one folder, one runs and the other names it", async (t) => {
    const other = scratchFolder("e2e");
    const both = [0, 1].map(() => spawnStack(["--port-base", "19300", "--data-dir", other.dir, "--no-dapp"]));
    t.after(async () => {
      for (const { child, exited } of both) {
        child.kill("SIGTERM");
        await exited;
      }
      other.remove();
    });
    const loser = await Promise.race(both.map(async (start) => ({ start, code: await start.exited })));
    assert.equal(loser.code, 1);
    assert.match(loser.start.output(), /STACK_RUNNING/);
    const winner = both.find((start) => start !== loser.start);
    assert.ok(winner);
    await untilReady(winner, other.dir);
  });

  it("stops on SIGTERM with exit code 0, leaves no process, and a second start finds chain and index as they were", async () => {
    const parts = partsOf(folder.dir);
    const staked = await providers(info);
    const height = await blockNumber(info);
    stack.child.kill("SIGTERM");
    assert.equal(await stack.exited, 0, stack.output());
    assert.deepEqual(await orphans(parts), []);

    stack = spawnStack(args);
    info = await untilReady(stack, folder.dir);
    assert.deepEqual(await providers(info), staked);
    assert.ok((await blockNumber(info)) >= height);
  });

  it("a killed part ends the stack: exit code 1, the part named, its log named, no process left", async () => {
    const parts = partsOf(folder.dir);
    const storage = parts.findLast(({ name }) => name === "storage");
    assert.ok(storage);
    process.kill(storage.pid, "SIGKILL");
    assert.equal(await stack.exited, 1);
    assert.match(stack.output(), /STACK_PART_ENDED {2}storage ended \(SIGKILL\)[\s\S]*storage\.log/);
    assert.deepEqual(await orphans(parts), []);
    stack = spawnStack(args);
    info = await untilReady(stack, folder.dir);
  });

  it("kill -9 of the stack itself leaves no process, and the next start works on the same state", async () => {
    const parts = partsOf(folder.dir);
    const staked = await providers(info);
    stack.child.kill("SIGKILL");
    await stack.exited;
    assert.deepEqual(await orphans(parts), []);
    stack = spawnStack(args);
    info = await untilReady(stack, folder.dir);
    assert.deepEqual(await providers(info), staked);
  });

  it("--reset begins with another chain and a fresh index", async () => {
    const genesis = await blockHash(info, 0);
    stack.child.kill("SIGTERM");
    assert.equal(await stack.exited, 0, stack.output());
    stack = spawnStack([...args, "--reset"]);
    info = await untilReady(stack, folder.dir);
    assert.notEqual(await blockHash(info, 0), genesis);
    assert.equal((await providers(info)).length, 3);
  });

  it("tells the whole story on the running stack, and every sum is exact", async () => {
    const demo = spawnScript("scripts/demo/main.ts", ["--json", "--data-dir", folder.dir]);
    assert.equal(await demo.exited, 0, demo.output());
    const last = JSON.parse(demo.lastLine());
    assert.equal(last.sumsExact, true);
    assert.ok(last.accuracy >= 0.95, `accuracy ${last.accuracy}`);
    assert.match(last.modelTokenId, /^\d+$/);
    assert.match(last.modelCid, /^baf/);
  });

  it("the story with an unknown column ends before any money moves, with a sentence", async () => {
    const before = await nonces(info);
    const demo = spawnScript("scripts/demo/main.ts", [
      "--json",
      "--data-dir",
      folder.dir,
      "--target",
      "no_such_column",
    ]);
    assert.equal(await demo.exited, 1);
    assert.match(demo.output(), /TARGET_UNKNOWN {2}.*no_such_column/);
    assert.deepEqual(await nonces(info), before);
  });
});

describe("a start with bad options", () => {
  it("names the option, the value and the range", async () => {
    const stack = spawnStack(["--port-base", "80"]);
    assert.equal(await stack.exited, 1);
    assert.match(stack.output(), /STACK_BAD_OPTION {2}--port-base is 80\.\nGive a whole number from 1024 to 65000\./);
  });
});
