/**
 * The contracts against a model of them: the same random calls, late, wrong and repeated ones among them, are sent to the deployed contracts
 * and to a small TypeScript model (`model/`). After each both must have given the same answer (accepted, or the same error with the same
 * arguments), and agree on all money to the wei, all jobs by their hashes, pools and panels.
 *
 * `BLACKTAIL_DEEP=1` plays longer. A failure prints seed and path: `BLACKTAIL_SEED` and `BLACKTAIL_PATH` play it again.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import type { Hex } from "viem";
import type { Choice } from "./support/choice.ts";
import * as jobMoves from "./support/jobMoves.ts";
import * as panelMoves from "./support/panelMoves.ts";
import * as stakeMoves from "./support/stakeMoves.ts";
import { World } from "./support/world.ts";

const DEEP = process.env.BLACKTAIL_DEEP === "1";
const RUNS = DEEP ? 400 : 10;
const COMMANDS = 400;
/** Seconds after which stake counts for tickets. */
const EPOCHS = 400n;

type Play = jobMoves.Play | undefined;
type Make = (world: World, choice: Choice) => Play | Promise<Play>;

/** How often each kind of move is made. */
const KINDS: readonly [name: string, weight: number, make: Make][] = [
  ["create", 3, jobMoves.create],
  ["job", 16, async (at, choice) => (await jobMoves.next(at, choice)) ?? panelMoves.next(at, choice)],
  ["panel", 12, panelMoves.next],
  ["any", 3, jobMoves.any],
  ["stake", 4, stakeMoves.any],
];

let world: World;
let prepared: Hex;
let begun: World["state"];

before(async () => {
  world = await World.create();
  for (const [index] of world.actors.providers.entries()) {
    const { move, after: seconds } = stakeMoves.firstStake(world, index);
    await world.play(move, seconds);
  }
  await world.pass(EPOCHS);
  prepared = await world.chain.snapshot();
  begun = structuredClone(world.state);
});
after(() => world.chain.stop());

/** Back to where every run begins. */
async function rewind(): Promise<void> {
  await world.chain.revert(prepared);
  prepared = await world.chain.snapshot();
  world.state = structuredClone(begun);
  world.past = new Map();
  world.secrets = new Map();
  world.votes = new Map();
}

/** A move that is made of random numbers and of what stands by then; remembers what it was, to be told in a failure. */
class Command implements fc.AsyncCommand<object, World> {
  readonly #kind: string;
  readonly #make: Make;
  readonly #choice: Choice;
  #told = "nothing to do";

  constructor(kind: string, make: Make, choice: Choice) {
    this.#kind = kind;
    this.#make = make;
    this.#choice = choice;
  }

  check(): boolean {
    return true;
  }

  async run(_model: object, real: World): Promise<void> {
    const play = await this.#make(real, this.#choice);
    if (play === undefined) return;
    const { move, after: seconds } = play;
    this.#told = `${move.functionName}(${show(move.args)}) from ${move.from} after ${seconds} s`;
    await real.play(move, seconds);
  }

  toString(): string {
    return `${this.#kind}: ${this.#told}`;
  }
}

function show(args: readonly unknown[]): string {
  return JSON.stringify(args, (_key, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
}

const choices = fc.record({
  which: fc.nat(1_000),
  who: fc.nat(1_000),
  odd: fc.nat(99),
  amount: fc.nat(1_000_000),
  wait: fc.nat(1_000),
});

const commands = KINDS.flatMap(([name, weight, make]) =>
  Array.from({ length: weight }, () => choices.map((choice) => new Command(name, make, choice))),
);

test("contracts and model give the same answers and hold the same money", async () => {
  // Always the same calls where a change is checked, others in each long search.
  const replay = process.env.BLACKTAIL_SEED ?? (DEEP ? undefined : "1");
  const path = process.env.BLACKTAIL_PATH;
  const property = fc.asyncProperty(fc.commands(commands, { maxCommands: COMMANDS, size: "max" }), async (sequence) => {
    await rewind();
    await fc.asyncModelRun(() => ({ model: {}, real: world }), sequence);
    await world.compare();
  });
  await fc.assert(property, {
    numRuns: RUNS,
    ...(replay === undefined ? {} : { seed: Number(replay) }),
    ...(path === undefined ? {} : { path }),
  });
});

test("the calls reached every way of a job", (context) => {
  const counts = [...world.answers].toSorted(([, a], [, b]) => b - a);
  const sum = counts.reduce((total, [, count]) => total + count, 0);
  context.diagnostic(`${sum} calls: ${counts.map(([name, count]) => `${name} ${count}`).join(", ")}`);
  const missing = REACHED.filter((name) => !world.answers.has(name));
  assert.deepEqual(missing, [], "No call was answered so.");
});

/** Functions that must have been carried out, and errors that must have been given, or the runs say little. */
const REACHED = [
  "createJob",
  "claim",
  "submit",
  "settle",
  "slashNoShow",
  "claimReplica",
  "commitReplica",
  "revealReplica",
  "closeReveals",
  "challenge",
  "drawAudit",
  "conclude",
  "sit",
  "commit",
  "reveal",
  "advance",
  "delegate",
  "requestUnbond",
  "JobEscrow_StateMismatch",
  "JobEscrow_WrongStatus",
  "JobEscrow_DeadlinePassed",
  "JobEscrow_DeadlineNotPassed",
];
