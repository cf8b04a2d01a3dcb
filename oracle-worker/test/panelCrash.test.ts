import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { JobStatus, refereesAbi } from "@blacktail/sdk";
import {
  challenge,
  doWork,
  leaves,
  panelOf,
  REFEREE,
  referee,
  startPanelWorld,
  submit,
  type Work,
} from "./support/panelWorld.ts";
import { until } from "./support/processes.ts";
import { startWorker, type World } from "./support/world.ts";

let world: World & { pause: () => () => void };
let work: Work;
before(async () => {
  world = await startPanelWorld();
  work = await doWork(world);
});
afterEach(() => world.killWorkers());
after(async () => {
  work?.remove();
  await world?.stop();
});

const CRASH = new URL("./support/crashAt.ts", import.meta.url).href;

async function inDispute(): Promise<{ jobId: bigint; panelId: bigint }> {
  const { digest } = await world.storage.putJson(work.output);
  const { jobId } = await submit(world, work, digest);
  return { jobId, panelId: await challenge(world, jobId) };
}

/** Votes that the worker has decided on, over all its lives. */
function ballotsOf(panelId: bigint): unknown[] {
  const data = join(world.folder, `data-${REFEREE}`);
  const paths = readdirSync(data).map((name) => join(data, name, "ballots"));
  const lines = paths.filter((path) => existsSync(path)).flatMap(readLines);
  return lines.filter(({ type, panelId: id }) => type === "ballot" && id === `${panelId}`);
}

function readLines(path: string): { type?: string; panelId?: string; salt?: string }[] {
  const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line.slice(9)));
}

const CRASHES = [
  ["when it has taken its seat", "broadcast:1"],
  ["when its vote is in the journal, and nobody knows of it", 'journal:"type":"ballot"'],
  ["when its commitment is out", "broadcast:2"],
  ["when its vote is out", "broadcast:3"],
] as const;

for (const [when, at] of CRASHES) {
  test(`a referee that is killed ${when} brings its vote to the end after its next start`, async () => {
    const { jobId, panelId } = await inDispute();
    const killed = startWorker(world, REFEREE, { CRASH_AT: at }, ["--import", CRASH]);
    assert.equal(await killed.ended(), "SIGKILL", killed.story());
    const decided = ballotsOf(panelId);
    const worker = startWorker(world, REFEREE);
    assert.equal((await leaves(world, jobId, JobStatus.Disputed, worker)).status, JobStatus.Done, worker.story());
    assert.deepEqual((await panelOf(world, panelId)).members, [{ member: referee, vote: 1 }]);
    assert.deepEqual(ballotsOf(panelId), decided.length === 0 ? ballotsOf(panelId).slice(0, 1) : decided);
  });
}

test("a reorganisation of twenty blocks takes seat and commitment away: the same vote is committed again, and revealed", async () => {
  const { jobId, panelId } = await inDispute();
  const { chain } = world;
  const { testClient, publicClient, addresses } = chain;
  // The panel itself is out of reach.
  await testClient.mine({ blocks: 20 });
  const call = { address: addresses.Referees, abi: refereesAbi, functionName: "panelOf", args: [panelId] } as const;
  // A transaction that is taken back before it was seen as mined is sent again when it is called stuck.
  const worker = startWorker(world, REFEREE, { BLACKTAIL_TX_STUCK_MS: "2000" });
  await worker.line(/^decided on a vote$/, 60_000);
  const resume = world.pause();
  await worker.line(/^vote committed$/);
  assert.equal((await publicClient.readContract(call)).committed, 1);
  const before = await publicClient.getBlock();
  await testClient.request({ method: "anvil_reorg", params: [20, []] } as never);
  const after = await publicClient.readContract(call);
  assert.equal(after.committed, 0, "the commitment is gone");
  assert.notEqual((await publicClient.getBlock({ blockNumber: before.number })).hash, before.hash);
  resume();
  assert.equal((await leaves(world, jobId, JobStatus.Disputed, worker)).status, JobStatus.Done, worker.story());
  assert.deepEqual((await panelOf(world, panelId)).members, [{ member: referee, vote: 1 }]);
  assert.equal(ballotsOf(panelId).length, 1);
});

test("a reorganisation gives the panel's number to another question, and another gives it back: the first vote is brought", async () => {
  const { testClient, publicClient } = world.chain;
  const { digest } = await world.storage.putJson(work.output);
  const jobs = [await submit(world, work, digest), await submit(world, work, digest)];
  const [first = 0n, second = 0n] = jobs.map(({ jobId }) => jobId);
  await testClient.mine({ blocks: 20 });
  const opensAfter = await publicClient.getBlockNumber();
  const worker = startWorker(world, REFEREE, { BLACKTAIL_TX_STUCK_MS: "2000" });
  const committed = async (times: number) => {
    const votes = () => worker.lines.filter(({ msg }) => msg === "vote committed");
    await until(`commitment ${times}`, () => votes().length === times).catch((error) =>
      assert.fail(`${error}\n${worker.story()}`),
    );
  };
  /** Challenges on the chain as it was before any of these challenges. */
  const challengeAnew = async (jobId: bigint) => {
    const resume = world.pause();
    // A block that is on its way would leave the challenge out of reach.
    await until("no block", async () => {
      const head = await publicClient.getBlockNumber();
      await new Promise((resolve) => setTimeout(resolve, 500));
      return head === (await publicClient.getBlockNumber());
    });
    const depth = Number((await publicClient.getBlockNumber()) - opensAfter);
    await testClient.request({ method: "anvil_reorg", params: [depth, []] } as never);
    const panelId = await challenge(world, jobId);
    resume();
    return panelId;
  };
  const panelId = await challenge(world, first);
  await committed(1);
  assert.equal(await challengeAnew(second), panelId, "the number is given again");
  await committed(2);
  assert.equal(await challengeAnew(first), panelId);
  assert.equal((await leaves(world, first, JobStatus.Disputed, worker)).status, JobStatus.Done, worker.story());
  assert.deepEqual((await panelOf(world, panelId)).members, [{ member: referee, vote: 1 }]);
  assert.equal(ballotsOf(panelId).length, 2, "one for each question");
});
