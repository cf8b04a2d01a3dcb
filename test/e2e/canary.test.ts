import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { commitVote, JobStatus, revealVote, sitPanel, voteCommitment } from "@blacktail/sdk";
import { parseEther, zeroHash } from "viem";
import { auditAll, panelOf, startPanelWorld } from "../../oracle-worker/test/support/panelWorld.ts";
import { until } from "../../oracle-worker/test/support/processes.ts";
import { jobOf, startWorker, type World } from "../../oracle-worker/test/support/world.ts";
import { follow } from "../../scripts/commands/canary/follow.ts";
import { holdingsOf, type Parties } from "../../scripts/commands/canary/parties.ts";
import { release } from "../../scripts/commands/canary/release.ts";
import { makeWrongWork } from "../../scripts/commands/canary/wrongWork.ts";
import { testAccount } from "../../sdk/test/support/accounts.ts";
import { saltOf } from "../../sdk/test/support/attest.ts";
import { giveBlack } from "../../sdk/test/support/money.ts";

const REQUESTER = 2;
const PROVIDER = 9;

let world: World;
let parties: Parties;
const folder = mkdtempSync(join(tmpdir(), "canary-"));
afterEach(() => world.killWorkers());
before(async () => {
  world = await startPanelWorld();
  const { chain, storage } = world;
  for (const index of [REQUESTER, PROVIDER]) await giveBlack(chain, testAccount(index).address, parseEther("1000"));
  const partyOf = (index: number) => ({
    publicClient: chain.publicClient,
    walletClient: chain.wallet(index),
    account: testAccount(index),
    addresses: chain.addresses,
  });
  const { addresses } = chain;
  parties = { requester: partyOf(REQUESTER), provider: partyOf(PROVIDER), addresses, storage, chainId: 31337 };
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world?.stop();
});

const wrongWork = () => makeWrongWork(world.storage, testAccount(PROVIDER).address, folder);

test("a canary that no lot falls on is settled, and costs gas and the fee", async () => {
  const first = await holdingsOf(parties);
  const released = await release(parties, await wrongWork(), parseEther("0.01"));
  assert.ok("job" in released);
  const fate = await follow(parties, released, () => undefined);
  assert.deepEqual(fate, { drawn: false, asleep: [], awake: [], verdict: undefined });
  assert.equal((await jobOf(world, released.jobId)).status, JobStatus.Done);
  const last = await holdingsOf(parties);
  assert.equal(last.black, first.black);
  assert.ok(first.eth - last.eth < parseEther("0.01") && last.eth < first.eth);
});

test("a canary that auditors find is condemned by referees, and its provider pays", async () => {
  await auditAll(world);
  const workers = [startWorker(world, 4), startWorker(world, 5)];
  for (const worker of workers) await worker.line(/^the provider is in order$/, 60_000);
  const first = await holdingsOf(parties);
  const released = await release(parties, await wrongWork(), parseEther("0.01"));
  assert.ok("job" in released);
  const said: string[] = [];
  const fate = await follow(parties, released, (text) => said.push(text)).catch((error) =>
    assert.fail(`${error}\n${workers.map((worker) => worker.story()).join("\n\n")}`),
  );
  assert.deepEqual([fate.drawn, fate.verdict, fate.asleep], [true, "wrong", []], said.join("\n"));
  assert.equal(fate.awake.length, 1);
  const last = await holdingsOf(parties);
  const { stakeLock } = released.job.terms;
  // A quarter of the lock came back to the requester, which is the protocol's too.
  assert.equal(first.black - last.black, (stakeLock * 3n) / 4n);
});

test("a canary that its auditor accepts unseen is challenged, and the auditor loses stake by it", async () => {
  const { chain } = world;
  const auditor = testAccount(3).address;
  const operator = chain.clients(6);
  const released = await release(parties, await wrongWork(), parseEther("0.01"));
  assert.ok("job" in released);
  const { jobId } = released;
  const said: string[] = [];
  const following = follow(parties, released, (text) => said.push(text));
  const audited = await until("the audit", async () => {
    const job = await jobOf(world, jobId);
    return job.status === JobStatus.Audited && job;
  });
  const panelId = audited.dispute?.auditId ?? 0n;
  await until("a seat", () => sitPanel(operator, { panelId, member: auditor }).catch(() => undefined), 60_000);
  const worker = startWorker(world, 4);
  await worker.line(/^the provider is in order$/, 60_000);
  const ballot = { panelId, member: auditor, vote: 1, reason: zeroHash, salt: saltOf("asleep") };
  await commitVote(operator, { panelId, member: auditor, commitment: voteCommitment(ballot) });
  await revealVote(operator, ballot);
  const fate = await following.catch((error) => assert.fail(`${error}\n${worker.story()}`));
  const { seatLock } = await panelOf(world, panelId);
  assert.deepEqual([fate.drawn, fate.verdict, fate.awake], [true, "wrong", []], said.join("\n"));
  assert.deepEqual(fate.asleep, [{ auditor, slashed: seatLock / 2n }]);
});
