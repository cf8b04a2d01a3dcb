import assert from "node:assert/strict";
import { test } from "node:test";
import { acceptWords } from "../src/job/acceptWords.ts";

test("integer profiles compare bytes, whatever the spec says", () => {
  assert.equal(acceptWords("fx21", undefined), "the same bytes as a referee’s (fx21)");
});

test("what a spec states is said; what it does not, as referees have it", () => {
  const train = (accept: object) => acceptWords("fp32-cpu", { kind: "train", accept });
  assert.match(train({}), /the main metric within 0\.02 of it, or 2 % where it is above 1, measured anew \(/);
  assert.match(train({ metric: "accuracy", tolerance: 0.07 }), /“accuracy” within 0\.07 of it, measured anew \(/);
  assert.match(train({ tensorTolerance: 0.5 }), /each weight within 0\.5/);
  const infer = (accept: object) => acceptWords("fp32-cpu", { kind: "infer", accept });
  assert.match(infer({ tolerance: 0.07 }), /numbers within 0\.001 and all but 7 % of labels equal/);
  assert.match(infer({ tolerance: 0 }), /all labels equal/);
});
