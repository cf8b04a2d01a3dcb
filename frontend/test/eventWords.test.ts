import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { JobEvent } from "../src/data/jobEvents.ts";
import { eventWords } from "../src/job/eventWords.ts";

const eth = { id: 0n, symbol: "ETH", decimals: 18 };

const event = (kind: string, amount: bigint | null = null): JobEvent => ({
  id: "0x01",
  number: 1,
  kind,
  stage: 1,
  status: "Working",
  deadline: 0,
  amount,
  currency: amount === null ? null : eth,
  actor: "0x00000000000000000000000000000000000000aa",
  timestamp: 1,
  transaction: "0x02",
});

const one = { stageCount: 1, replicaCount: 1 };

test("every kind of step that the index knows has words of its own", async () => {
  const schema = await readFile(new URL("../../subgraph/schema.graphql", import.meta.url), "utf8");
  const [, body = ""] = /enum JobEventKind \{([^}]*)\}/.exec(schema) ?? [];
  const kinds = body.split("\n").flatMap((line) => line.match(/^ {2}([A-Z][A-Za-z]+)$/)?.[1] ?? []);
  assert.ok(kinds.length > 15);
  const titles = kinds.map((kind) => eventWords(event(kind, 5n), one).title);
  assert.deepEqual(
    titles.filter((title, index) => title === kinds[index]),
    [],
  );
  assert.equal(new Set(titles).size, titles.length);
});

test("stages and replicas are named where there are several", () => {
  assert.equal(eventWords(event("Claimed"), one).title, "Claimed; the provider’s stake is locked");
  assert.equal(
    eventWords(event("Claimed"), { stageCount: 3, replicaCount: 1 }).title,
    "Claimed stage 2; the provider’s stake is locked",
  );
  assert.match(eventWords(event("Claimed"), { stageCount: 1, replicaCount: 3 }).title, /^A place taken/);
  assert.match(
    eventWords(event("StageSettled", 10n ** 17n), { stageCount: 3, replicaCount: 1 }).title,
    /^Stage 2 .* 0\.1 ETH$/,
  );
});

test("a challenge is told from what auditors or replicas brought before referees", () => {
  assert.match(eventWords(event("Disputed", 10n ** 18n), one).title, /^Result challenged, with a bond of 1 ETH$/);
  assert.equal(eventWords(event("Disputed"), one).title, "Brought before referees");
});
