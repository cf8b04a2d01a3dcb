import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { capabilityBits } from "@blacktail/sdk";
import { capabilityNames, capabilityOptions, withUnknownBits } from "../src/staking/capabilityWords.ts";
import { lockEnd } from "../src/staking/lockEnd.ts";
import { roomOf, whyNoRoom } from "../src/staking/roomOf.ts";
import { slashParts } from "../src/staking/slashWords.ts";

describe("how much more others may stake on a provider", () => {
  it("is what its own stake allows, less what is there", () => {
    assert.equal(roomOf({ own: 100n, active: 100n, commissionBps: 1 }, 1_000), 900n);
    assert.equal(roomOf({ own: 100n, active: 999n, commissionBps: 1 }, 1_000), 1n);
  });

  it("is nothing once its own is too small a part, and never negative", () => {
    assert.equal(roomOf({ own: 100n, active: 1_000n, commissionBps: 1 }, 1_000), 0n);
    assert.equal(roomOf({ own: 0n, active: 500n, commissionBps: 1 }, 1_000), 0n);
  });

  it("is nothing where no commission invites others, and that is why", () => {
    assert.equal(roomOf({ own: 100n, active: 100n, commissionBps: 0 }, 1_000), 0n);
    assert.match(whyNoRoom({ commissionBps: 0 }), /no commission/);
    assert.match(whyNoRoom({ commissionBps: 5 }), /too little stake of its own/);
  });
});

describe("until when stake is locked", () => {
  const job = { status: "Working", deadline: 500 } as const;

  it("is by what the job waits for, with its clock", () => {
    assert.equal(lockEnd({ job, panel: null }).at, 500);
    assert.match(lockEnd({ job: { ...job, status: "Pending" }, panel: null }).what, /challenge/);
  });

  it("has no clock of the job while a committee decides", () => {
    assert.deepEqual(lockEnd({ job: { status: "Disputed", deadline: 0 }, panel: null }), {
      what: "until referees have decided",
      at: undefined,
    });
  });

  it("is by the panel for a seat, whatever the job does", () => {
    const panel = { audit: true, phase: "Committing", deadline: 900 };
    assert.equal(lockEnd({ job, panel }).at, 900);
    const ended = lockEnd({ job, panel: { ...panel, phase: "Decided", deadline: 0 } });
    assert.equal(ended.at, undefined);
    assert.match(ended.what, /whether the auditors were right/);
  });
});

describe("who got what of a slash", () => {
  it("leaves out parts of nothing", () => {
    const parts = { toRequester: 25n, toOthers: 0n, toFinder: 0n, toReferees: 30n, burned: 45n };
    assert.deepEqual(slashParts(parts), [
      { to: "to the requester", amount: 25n },
      { to: "to the referees", amount: 30n },
      { to: "burned", amount: 45n },
    ]);
  });
});

describe("capabilities", () => {
  it("are named, and those that have no name yet are kept through a change", () => {
    const unknown = 1n << 40n;
    assert.deepEqual(capabilityNames(capabilityBits(["gpu", "cuda"]) | unknown), ["GPU", "CUDA"]);
    assert.equal(withUnknownBits(capabilityBits(["gpu"]), capabilityBits(["cuda"]) | unknown), 1n | unknown);
  });

  it("can be chosen, each set once", () => {
    const values = capabilityOptions.map(({ value }) => value);
    assert.equal(new Set(values).size, values.length);
    assert.equal(capabilityOptions[0]?.label, "CPU only");
  });
});
