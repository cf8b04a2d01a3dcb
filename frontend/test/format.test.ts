import assert from "node:assert/strict";
import { test } from "node:test";
import { formatAmount, formatExact } from "../src/lib/formatAmount.ts";
import { formatBytes } from "../src/lib/formatBytes.ts";
import { formatMetric } from "../src/lib/formatMetric.ts";
import { metricLabel } from "../src/lib/metricLabel.ts";
import { taskName, taskWords } from "../src/lib/taskWords.ts";
import { formatDuration, formatRelative } from "../src/lib/time.ts";

const ETH = { symbol: "ETH", decimals: 18 };

test("amounts are cut, never rounded up, and carry their unit", () => {
  assert.equal(formatAmount(1_999_999_999_999_999_999n, ETH), "1.999999 ETH");
  assert.equal(formatAmount(1_234_567n * 10n ** 18n, ETH), "1\u202f234\u202f567 ETH");
  assert.equal(formatAmount(0n, ETH), "0 ETH");
  assert.equal(formatExact(1n, ETH), "0.000000000000000001 ETH");
});

test("what is not zero never reads as zero", () => {
  assert.equal(formatAmount(1n, ETH), "< 0.000001 ETH");
});

test("a token of unknown decimals stays in smallest units", () => {
  assert.equal(formatAmount(12_345n, { symbol: "0xab…cd" }), "12\u202f345 units of 0xab…cd");
});

test("durations have at most two units, moments one", () => {
  assert.equal(formatDuration(5_400), "1 h 30 min");
  assert.equal(formatDuration(0), "0 s");
  assert.equal(formatDuration(90_061), "1 d 1 h");
  assert.equal(formatRelative(1_000, 1_130), "2 min ago");
  assert.equal(formatRelative(8_200, 1_000), "in 2 h");
  assert.equal(formatRelative(1_000, 1_001), "just now");
});

test("metrics and sizes read as people write them", () => {
  assert.equal(formatMetric("accuracy", 0.98765), "98.8 %");
  assert.equal(formatMetric("logLoss", 0.0540123), "0.05401");
  assert.equal(metricLabel("logLoss"), "Log loss");
  assert.equal(metricLabel("rmse"), "RMSE");
  assert.equal(formatBytes(1_536), "1.5 KiB");
  assert.equal(formatBytes(12), "12 B");
});

test("no number is long, however large or small", () => {
  assert.equal(formatMetric("loss", 1e308), "1.000e308");
  assert.equal(formatMetric("loss", -1.23456e-9), "-1.235e-9");
  assert.equal(formatMetric("loss", 0), "0");
  assert.equal(formatMetric("accuracy", 1e300), "1.000e300");
});

test("a model's task is said in words, and names it", () => {
  assert.equal(taskWords("classification", "boils"), "classification of boils");
  assert.equal(taskWords("clustering"), "finds groups");
  assert.equal(taskWords("something new"), "something new");
  assert.equal(taskWords(null), "task unknown");
  assert.equal(taskName("regression", "price"), "Predicts price");
  assert.equal(taskName("generation", undefined), "Writes text");
  assert.equal(taskName("classification", undefined), "");
});
