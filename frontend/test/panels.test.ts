import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PanelPhase } from "@blacktail/sdk";
import { panelNow } from "../src/panel/panelNow.ts";
import { accepts, verdictOf } from "../src/panel/votes.ts";

describe("a vote", () => {
  it("is a bit for each result", () => {
    assert.deepEqual(
      [0, 1, 2].map((candidate) => accepts(0b101, candidate)),
      [true, false, true],
    );
    assert.deepEqual(verdictOf(0b101, 3), { text: "results 1, 3 right", right: 2 });
    assert.deepEqual(verdictOf(0b010, 3), { text: "result 2 right", right: 1 });
    assert.deepEqual(verdictOf(0b111, 3), { text: "all 3 results right", right: 3 });
    assert.deepEqual(verdictOf(0, 3), { text: "none of 3 results right", right: 0 });
    assert.deepEqual(verdictOf(0, 1), { text: "wrong", right: 0 });
    assert.deepEqual(verdictOf(1, 1), { text: "right", right: 1 });
  });
});

describe("where a panel stands", () => {
  const panel = {
    phase: PanelPhase.Seating,
    audit: false,
    seats: 3,
    seated: 1,
    committed: 0,
    revealed: 0,
    round: 0,
    accepted: 0,
    candidates: 1,
    deadline: 100,
  };

  it("runs a clock until its phase is late, then it is for anyone to move it on", () => {
    assert.deepEqual(panelNow(panel, 100, false).until, { at: 100, what: "left to take seats" });
    assert.equal(panelNow(panel, 100, false).due, false);
    const late = panelNow(panel, 101, false);
    assert.deepEqual([late.until, late.due], [undefined, true]);
  });

  it("needs no clock once all sealed votes are shown", () => {
    const shown = { ...panel, phase: PanelPhase.Revealing, seated: 3, committed: 3, revealed: 3 };
    assert.equal(panelNow(shown, 50, false).due, true);
    assert.equal(panelNow({ ...shown, revealed: 2 }, 50, false).due, false);
  });

  it("says that a second draw is the last", () => {
    assert.match(panelNow(panel, 50, false).text, /drawn once more/);
    assert.match(panelNow({ ...panel, round: 1 }, 50, false).text, /ends without a decision/);
  });

  it("waits for the escrow after its end, and for nobody when that is done", () => {
    const decided = { ...panel, phase: PanelPhase.Decided, deadline: 0 };
    assert.equal(panelNow(decided, 50, false).due, true);
    assert.equal(panelNow(decided, 50, true).due, false);
    assert.equal(panelNow({ ...decided, accepted: 1 }, 50, true).title, "The referees find the result right");
    assert.match(panelNow({ ...decided, accepted: 0b101, candidates: 3 }, 50, true).title, /find results 1, 3 right/);
    assert.match(panelNow({ ...decided, phase: PanelPhase.Void }, 50, true).title, /came to no decision/);
  });
});
