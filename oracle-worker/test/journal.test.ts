import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { BlacktailError } from "@blacktail/sdk";
import { Journal } from "../src/data/journal.ts";
import { lockFolder } from "../src/data/lock.ts";

type Note = { n: number; text?: string };

const folder = mkdtempSync(join(tmpdir(), "journal-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("gives back what was appended, in order", () => {
  const path = join(folder, "order");
  const first = Journal.open<Note>(path);
  assert.deepEqual(first.records, []);
  for (let n = 0; n < 5; n++) first.journal.append({ n, text: "ä".repeat(n) });
  first.journal.close();
  const { records } = Journal.open<Note>(path);
  assert.deepEqual(
    records.map(({ n }) => n),
    [0, 1, 2, 3, 4],
  );
});

test("a line torn at any byte by a crash is dropped, and the next append starts on a clean line", () => {
  const path = join(folder, "torn");
  const { journal } = Journal.open<Note>(path);
  journal.append({ n: 1 });
  journal.append({ n: 2 });
  journal.close();
  const whole = readFileSync(path);
  const firstEnd = whole.indexOf(10) + 1;
  for (let length = firstEnd; length < whole.length; length++) {
    writeFileSync(path, whole.subarray(0, length));
    const opened = Journal.open<Note>(path);
    assert.deepEqual(opened.records, [{ n: 1 }], `cut at ${length}`);
    opened.journal.append({ n: 3 });
    opened.journal.close();
    assert.deepEqual(Journal.open<Note>(path).records, [{ n: 1 }, { n: 3 }]);
  }
});

test("damage before the end is an error, never a silent loss", () => {
  const path = join(folder, "damaged");
  const { journal } = Journal.open<Note>(path);
  journal.append({ n: 1 });
  journal.append({ n: 2 });
  journal.close();
  const bytes = readFileSync(path);
  bytes[12] = (bytes[12] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  assert.throws(
    () => Journal.open<Note>(path),
    (error) =>
      error instanceof BlacktailError && error.code === "WORKER_JOURNAL_DAMAGED" && /byte 0/.test(error.message),
  );
});

test("a rewrite that the disk refuses leaves the journal as it was, and appends go on", () => {
  const path = join(folder, "refused");
  const { journal } = Journal.open<Note>(path);
  journal.append({ n: 1 });
  mkdirSync(`${path}.next`);
  assert.throws(() => journal.rewrite([{ n: 99 }]), /EISDIR/);
  journal.append({ n: 2 });
  journal.close();
  assert.deepEqual(Journal.open<Note>(path).records, [{ n: 1 }, { n: 2 }]);
});

test("a rewrite keeps what it is given and appends go on", () => {
  const path = join(folder, "rewrite");
  const { journal } = Journal.open<Note>(path);
  for (let n = 0; n < 100; n++) journal.append({ n });
  journal.rewrite([{ n: 99 }]);
  journal.append({ n: 100 });
  assert.equal(journal.size, readFileSync(path).length);
  journal.close();
  assert.deepEqual(Journal.open<Note>(path).records, [{ n: 99 }, { n: 100 }]);
});

test("one folder has one worker; a dead worker's lock is taken over", async () => {
  const locked = mkdtempSync(join(folder, "lock-"));
  const release = await lockFolder(locked);
  await assert.rejects(
    lockFolder(locked),
    (error) =>
      error instanceof BlacktailError && error.code === "WORKER_LOCKED" && error.message.includes(`pid ${process.pid}`),
  );
  release();
  const again = await lockFolder(locked);
  again();
  const dead = { ...{ id: "dead", pid: 2 ** 22 + 7, started: "1" }, place: "" };
  writeFileSync(join(locked, "lock"), JSON.stringify(dead));
  // Another machine's lock counts as alive while its heart beats.
  await assert.rejects(
    lockFolder(locked),
    (error) => error instanceof BlacktailError && error.code === "WORKER_LOCKED",
  );
  rmSync(join(locked, "lock"));
  appendFileSync(join(locked, "lock"), '{"id":');
  const taken = await lockFolder(locked);
  taken();
});

test("of two workers that start at once exactly one gets the folder", async () => {
  const contested = mkdtempSync(join(folder, "race-"));
  const results = await Promise.allSettled([lockFolder(contested), lockFolder(contested)]);
  assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
  for (const result of results) if (result.status === "fulfilled") result.value();
});
