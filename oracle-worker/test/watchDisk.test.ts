import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { watchDisk } from "../src/run/watchDisk.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "disk-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Whether the folder is found full, at the first look or the second. */
async function isFull(maxBytes: number): Promise<boolean> {
  let found = false;
  const stop = watchDisk(folder, maxBytes, () => {
    found = true;
  });
  for (let waited = 0; !found && waited < 2_500; waited += 100)
    await new Promise((resolve) => setTimeout(resolve, 100));
  stop();
  return found;
}

test("many small files in deep folders add up", async () => {
  mkdirSync(join(folder, "a", "b"), { recursive: true });
  for (const name of ["x", "a/y", "a/b/z"]) writeFileSync(join(folder, name), Buffer.alloc(400));
  assert.equal(await isFull(1_000), true);
});

test("what fits is left alone, and a link's target is not counted", async () => {
  writeFileSync(join(folder, "x"), Buffer.alloc(400));
  symlinkSync("/", join(folder, "everything"));
  assert.equal(await isFull(1_000), false);
});

test("a folder that is gone is not full", async () => {
  rmSync(folder, { recursive: true });
  assert.equal(await isFull(1_000), false);
});
