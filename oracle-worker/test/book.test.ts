import assert from "node:assert/strict";
import { test } from "node:test";
import { type Job, JobStatus } from "@blacktail/sdk";
import { JobBook, type JobStep } from "../src/chain/book.ts";

const zero = `0x${"00".repeat(20)}` as const;

function jobWith(status: number): Job {
  const terms = { specDigest: `0x${"01".repeat(32)}`, modelId: 0n, currency: 0n, price: 1n, stakeLock: 1n } as const;
  const periods = { claimPeriod: 1, workPeriod: 1, challengePeriod: 1, attempts: 1 };
  const rest = { feeBps: 0, attemptsLeft: 1, deadline: 9n, provider: zero, challenger: zero, bond: 0n };
  return { terms: { ...terms, ...periods }, requester: zero, status, outputDigest: `0x${"00".repeat(32)}`, ...rest };
}

const at = (jobId: bigint, block: bigint, status: number, logIndex = 0): JobStep => ({
  jobId,
  block,
  logIndex,
  next: () => jobWith(status),
});
/** An event that says only what changed. */
const change = (jobId: bigint, block: bigint, status: number): JobStep => ({
  ...at(jobId, block, status),
  next: (before) => before && { ...before, status },
});
const newBook = () => new JobBook(({ status }) => status >= JobStatus.Done);

test("the latest event by block and log index stands, whatever order they come in", () => {
  const book = newBook();
  const { changed } = book.apply(0n, [
    at(1n, 5n, JobStatus.Pending, 3),
    at(1n, 5n, JobStatus.Working, 1),
    at(1n, 2n, JobStatus.Open),
  ]);
  assert.deepEqual([...changed], [1n]);
  assert.equal(book.get(1n)?.status, JobStatus.Pending);
});

test("a reorganisation takes back what vanished, even a whole job", () => {
  const book = newBook();
  book.apply(0n, [at(1n, 2n, JobStatus.Open), at(1n, 5n, JobStatus.Working), at(2n, 6n, JobStatus.Open)]);
  const { changed } = book.apply(4n, [at(1n, 5n, JobStatus.Cancelled)]);
  assert.deepEqual([...changed].sort(), [1n, 2n]);
  assert.equal(book.get(1n)?.status, JobStatus.Cancelled);
  assert.equal(book.get(2n), undefined);
  book.apply(4n, []);
  assert.equal(book.get(1n)?.status, JobStatus.Open);
});

test("reading the same window again changes nothing", () => {
  const book = newBook();
  const window = [at(1n, 2n, JobStatus.Open), at(1n, 3n, JobStatus.Working)];
  book.apply(0n, window);
  assert.equal(book.apply(0n, window).changed.size, 0);
});

test("final jobs leave memory once they are older than the window, others never", () => {
  const book = newBook();
  book.apply(0n, [at(1n, 2n, JobStatus.Done), at(2n, 2n, JobStatus.Open), at(3n, 9n, JobStatus.Refunded)]);
  book.forgetBefore(5n);
  assert.deepEqual(
    book.jobs().map(({ jobId }) => jobId),
    [2n, 3n],
  );
});

test("events that say only what changed build on the state before them, also after a reorganisation", () => {
  const book = newBook();
  book.apply(0n, [at(1n, 2n, JobStatus.Open), change(1n, 5n, JobStatus.Working), change(1n, 6n, JobStatus.Pending)]);
  assert.equal(book.get(1n)?.status, JobStatus.Pending);
  book.apply(6n, []);
  assert.equal(book.get(1n)?.status, JobStatus.Working);
  assert.deepEqual([...book.apply(6n, [change(2n, 7n, JobStatus.Working)]).incomplete], [2n]);
  assert.equal(book.get(2n), undefined);
});
