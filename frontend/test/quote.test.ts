import assert from "node:assert/strict";
import { test } from "node:test";
import { FRAMEWORKS } from "@blacktail/sdk/families";
import { leastBudget } from "../src/job/leastBudget.ts";
import { type Candidate, qualify } from "../src/job/qualify.ts";
import { evenStages, quoteOf } from "../src/job/quoteOf.ts";
import { canStage } from "../src/training/canStage.ts";
import { suggestBudget } from "../src/training/suggestBudget.ts";
import { timeOf } from "../src/training/timeOf.ts";

const ETH = 0n;

test("a quote divides the budget as the escrow does, to the smallest unit", () => {
  const quote = quoteOf({ budget: 1_000n, usePrice: 7n, stages: evenStages(3), replicas: 2, feeBps: 500 });
  assert.equal(quote.total, 1_007n);
  // The last stage takes what rounding leaves.
  assert.deepEqual(quote.stagePrices, [333n, 333n, 334n]);
  // 333 is shared 167 and 166, 334 as 167 twice; the fee of each is rounded down to 8.
  assert.equal(quote.fee, 6n * 8n);
  assert.equal(quote.least, 166n - 8n);
});

test("one stage has no weights, and its one provider gets all but the fee", () => {
  assert.deepEqual(evenStages(1), []);
  const quote = quoteOf({ budget: 10_000n, usePrice: 0n, stages: evenStages(1), replicas: 1, feeBps: 250 });
  assert.deepEqual(quote, { total: 10_000n, stagePrices: [10_000n], fee: 250n, least: 9_750n });
});

const candidate = (id: string, over: Partial<Candidate> = {}): Candidate => ({
  id,
  free: 100n,
  closed: false,
  capabilities: 0n,
  asks: new Map(),
  ...over,
});

const fleet = [
  candidate("any"),
  candidate("asks 50", { asks: new Map([[ETH, 50n]]) }),
  candidate("asks 80", { asks: new Map([[ETH, 80n]]) }),
  candidate("asks in another currency", { asks: new Map([[1n, 9_999n]]) }),
  candidate("closed", { closed: true }),
  candidate("poor", { free: 9n }),
];

test("who qualifies is told by stake, being open, capabilities, then the ask", () => {
  const demand = { currency: ETH, price: 50n, stakeLock: 10n, capabilities: 0n };
  assert.deepEqual(qualify(fleet, demand), { able: 3, askMore: 1, nextAsk: 80n, unable: 2 });
  assert.deepEqual(qualify(fleet, { ...demand, price: 49n }), { able: 2, askMore: 2, nextAsk: 50n, unable: 2 });
  assert.deepEqual(qualify(fleet, { ...demand, capabilities: 1n }), {
    able: 0,
    askMore: 0,
    nextAsk: undefined,
    unable: 6,
  });
});

test("the least budget lets enough providers qualify, and two units of a share less do not", () => {
  const shape = { currency: ETH, stakeLock: 10n, capabilities: 0n, stages: 2, replicas: 3, feeBps: 300 };
  const budget = leastBudget(fleet, shape);
  assert.ok(budget !== undefined);
  const able = (sum: bigint) => {
    const { least } = quoteOf({ budget: sum, usePrice: 0n, stages: evenStages(2), replicas: 3, feeBps: 300 });
    return qualify(fleet, { ...shape, price: least }).able;
  };
  assert.equal(able(budget), 3);
  assert.equal(able(budget - 12n), 2);
  assert.equal(leastBudget(fleet, { ...shape, replicas: 5 }), undefined);
});

const rate = { low: 10n, suggested: 20n, high: 30n, jobs: [], isFar: false };

test("a budget is the rate for each replica, and not below what enough providers ask", () => {
  assert.deepEqual(suggestBudget({ rate, replicas: 3, floor: undefined }), {
    low: 30n,
    suggested: 60n,
    high: 90n,
    byAsks: false,
  });
  assert.deepEqual(suggestBudget({ rate, replicas: 1, floor: 25n }), {
    low: 25n,
    suggested: 25n,
    high: 30n,
    byAsks: true,
  });
  assert.equal(suggestBudget({ rate: undefined, replicas: 1, floor: 12_345n })?.suggested, 13_000n);
  assert.equal(suggestBudget({ rate: undefined, replicas: 1, floor: 0n }), undefined);
});

test("stages of a run add what passes between them, and each is a part of the whole", () => {
  const work = { low: 60, likely: 120, high: 240 };
  assert.deepEqual(timeOf(work, 1), { stage: work, all: work });
  const { stage, all } = timeOf(work, 4);
  assert.equal(all.likely, 165);
  assert.equal(stage.likely * 4, all.likely);
  assert.ok(stage.high < work.high);
});

test("only what keeps checkpoints is divided into stages", () => {
  const whole = FRAMEWORKS.filter((info) => !canStage(info)).map(({ name }) => name);
  assert.deepEqual(whole.toSorted(), ["anomaly", "k-means", "mixture", "pca", "voting"]);
});
