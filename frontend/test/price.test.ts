import assert from "node:assert/strict";
import { test } from "node:test";
import { frameworkInfo } from "@blacktail/sdk/families";
import { priceOf, twoDigits } from "../src/training/priceOf.ts";
import type { TableFile } from "../src/training/readData.ts";
import { workOf } from "../src/training/workOf.ts";

const work = { low: 10, likely: 20, high: 60 };

test("nothing paid, no price", () => {
  assert.equal(priceOf(work, []), undefined);
});

test("a price is the paid rate for the seconds assumed, between the quartiles", () => {
  const jobs = [10n, 20n, 40n].map((price) => ({ price: price * 10n ** 15n, seconds: 20 }));
  const estimate = priceOf(work, jobs);
  assert.equal(estimate?.suggested, 20n * 10n ** 15n);
  assert.equal(estimate?.low, 20n * 10n ** 15n);
  assert.equal(estimate?.high, 40n * 10n ** 15n);
  assert.equal(estimate?.isFar, false);
});

test("less than was ever accepted is not suggested, and work unlike any before is called a guess", () => {
  const estimate = priceOf({ low: 8, likely: 8, high: 8 }, [{ price: 1_000n, seconds: 100 }]);
  assert.equal(estimate?.suggested, 1_000n);
  assert.equal(estimate?.isFar, true);
  assert.equal(priceOf({ low: 1, likely: 1_000, high: 1 }, [{ price: 1_000n, seconds: 100 }])?.suggested, 10_000n);
});

test("prices keep two digits, rounded up", () => {
  assert.equal(twoDigits(12_345n), 13_000n);
  assert.equal(twoDigits(12_000n), 12_000n);
  assert.equal(twoDigits(7n), 7n);
});

const table = (rows: number): TableFile => ({
  format: "csv",
  file: { digest: "0x0", name: "x.csv", size: 1 },
  inspection: {
    unnamed: false,
    rows,
    columns: [{ name: "a", type: "number", missing: 0, unique: 5, whole: true, example: "1" }],
  },
});

test("more rows and more epochs are more work, within the spread", () => {
  const info = frameworkInfo("deep", "mlp");
  assert.ok(info);
  const seconds = (rows: number, config = {}) => workOf(info, { data: table(rows), parents: [] }, config);
  assert.ok(seconds(10_000).likely < seconds(1_000_000).likely);
  assert.ok(seconds(1_000_000, { epochs: 1 }).likely < seconds(1_000_000, { epochs: 100 }).likely);
  const { low, likely, high } = seconds(1_000_000);
  assert.ok(low < likely && likely < high);
});
