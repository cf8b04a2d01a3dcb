import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { lockDirectory } from "../src/store/lock.ts";
import { startGateway, temporaryFolder } from "./support/startGateway.ts";

const STARTERS = 8;
/** No process has this id: Linux's highest is 2^22. */
const DEAD = "4194305 12345";

/** What the folder holds before all start at once. */
const cases: [string, string | undefined][] = [
  ["no lock", undefined],
  ["the lock of a process that was killed", DEAD],
  ["an empty lock, as a loss of power may leave it", ""],
  ["a lock that names something else", "no process"],
];

for (const [what, content] of cases) {
  test(`many start at once on ${what}: one gets the folder`, async (t) => {
    const folder = await temporaryFolder(t);
    for (let round = 0; round < 40; round++) {
      if (content !== undefined) await writeFile(path.join(folder, "lock"), content);
      const starters = await Promise.allSettled(Array.from({ length: STARTERS }, () => lockDirectory(folder)));
      const holders = starters.filter((each) => each.status === "fulfilled");
      const refusals = starters.filter((each) => each.status === "rejected").map(({ reason }) => reason.code);
      assert.deepEqual(refusals, Array(STARTERS - 1).fill("STORAGE_LOCKED"), `round ${round}`);
      assert.match(await readFile(path.join(folder, "lock"), "utf8"), new RegExp(`^${process.pid}\\b`));
      await holders[0]?.value();
      assert.deepEqual(await readdir(folder), [], "nothing is left behind");
    }
  });
}

test("a process that was killed while it took a lock over is no obstacle", async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(path.join(folder, "lock"), DEAD);
  await writeFile(path.join(folder, `lock-${DEAD.replace(" ", "-")}`), "4194306 12345");
  const unlock = await lockDirectory(folder);
  await assert.rejects(lockDirectory(folder), { code: "STORAGE_LOCKED" });
  await unlock();
  assert.deepEqual(await readdir(folder), []);
});

test("two gateways start at once where one was killed: one serves, the other ends", async (t) => {
  const killed = await startGateway(t);
  await killed.stop("SIGKILL");
  const start = () => startGateway(t, { directory: killed.directory });
  const started = await Promise.allSettled([start(), start()]);
  const [serving, ...more] = started.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  assert.ok(serving !== undefined && more.length === 0, `${more.length + 1} gateways own one folder`);
  assert.equal((await fetch(`${serving.url}/healthz`)).status, 200);
  const [refused] = started.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  assert.match(String(refused), /ended with 75/);
});
