import assert from "node:assert/strict";
import { test } from "node:test";
import { isFinal, type Job, JobStatus } from "@blacktail/sdk";
import { numberToHex } from "viem";
import { EventBook, type EventStep } from "../src/chain/eventBook.ts";
import { jobWith } from "./support/jobs.ts";

type Step = EventStep<Job>;

/** @param fork Blocks of another fork have another hash. */
const at = (id: bigint, block: bigint, status: number, logIndex = 0, fork = 0): Step => ({
  id,
  block,
  blockHash: numberToHex(block * 16n + BigInt(fork), { size: 32 }),
  logIndex,
  next: () => jobWith({ status }),
});
/** An event that says only what changed. */
const change = (id: bigint, block: bigint, status: number, fork = 0): Step => ({
  ...at(id, block, status, 0, fork),
  next: (before) => before && { ...before, status },
});
const newBook = () => new EventBook<Job>(({ status }) => isFinal(status));

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
  const { changed } = book.apply(4n, [at(1n, 5n, JobStatus.Cancelled, 0, 1)]);
  assert.deepEqual([...changed].sort(), [1n, 2n]);
  assert.equal(book.get(1n)?.status, JobStatus.Cancelled);
  assert.equal(book.get(2n), undefined);
  book.apply(4n, []);
  assert.equal(book.get(1n)?.status, JobStatus.Open);
});

test("reading the same window again changes nothing, and leaves the very same objects", () => {
  const book = newBook();
  const window = [at(1n, 2n, JobStatus.Open), change(1n, 3n, JobStatus.Working)];
  book.apply(0n, window);
  const job = book.get(1n);
  assert.equal(book.apply(0n, window).changed.size, 0);
  assert.equal(book.get(1n), job);
  book.apply(3n, window.slice(1));
  assert.equal(book.get(1n), job);
});

test("the same state in a block of another fork is news: whatever was seen of it before is void", () => {
  const book = newBook();
  book.apply(0n, [at(1n, 2n, JobStatus.Open), change(1n, 3n, JobStatus.Working)]);
  const { changed } = book.apply(3n, [change(1n, 3n, JobStatus.Working, 1)]);
  assert.deepEqual([...changed], [1n]);
});

test("an event that was left out and comes later changes what followed from it", () => {
  const book = newBook();
  const [open, working] = [
    at(1n, 2n, JobStatus.Open),
    { ...at(1n, 3n, 0), next: (b: Job | undefined) => b && { ...b, stage: 3 } },
  ];
  const later: Step = { ...at(1n, 4n, 0), next: (before) => before && { ...before, attemptsLeft: 7 } };
  book.apply(0n, [open, later]);
  assert.deepEqual([book.get(1n)?.stage, book.get(1n)?.attemptsLeft], [0, 7]);
  book.apply(0n, [open, working, later]);
  assert.deepEqual([book.get(1n)?.stage, book.get(1n)?.attemptsLeft], [3, 7]);
});

test("final jobs leave memory once they are older than the window, others never", () => {
  const book = newBook();
  book.apply(0n, [at(1n, 2n, JobStatus.Done), at(2n, 2n, JobStatus.Open), at(3n, 9n, JobStatus.Refunded)]);
  book.forgetBefore(5n);
  assert.deepEqual(
    book.all().map(({ id }) => id),
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
