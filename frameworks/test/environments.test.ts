import assert from "node:assert/strict";
import { test } from "node:test";
import { createRandom } from "../src/random.ts";
import { type CartPoleState, cartPole, pushed } from "../src/reinforcement/environments/cartPole.ts";
import { checkRepeatable, createChecked } from "../src/reinforcement/environments/checkEnvironment.ts";
import type { Environment } from "../src/reinforcement/environments/environment.ts";
import { gridWorld } from "../src/reinforcement/environments/gridWorld.ts";
import { withCode } from "./support/spec.ts";

const tools = { data: [] };

function near(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, index) => {
    assert.ok(Math.abs((actual[index] ?? Number.NaN) - value) <= tolerance, `${index}: ${actual[index]}, not ${value}`);
  });
}

test("CartPole moves as Gymnasium's CartPole-v1", () => {
  // The first observations and those after one action that Gymnasium's manual prints for seeds 42, 43 and 44.
  const known: [CartPoleState, number, readonly number[]][] = [
    [[0.0273956, -0.00611216, 0.03585979, 0.0197368], 10, [0.02727336, 0.18847767, 0.03625453, -0.26141977]],
    [[0.01522993, -0.04562247, -0.04799704, 0.03392126], -10, [0.01431748, -0.24002443, -0.04731862, 0.3110827]],
    [[-0.03774345, -0.02418869, -0.00942293, 0.0469184], 10, [-0.03822722, 0.1710671, -0.00848456, -0.2487226]],
  ];
  for (const [before, force, after] of known) near(pushed(before, force), after, 2e-7);
  // By hand, from rest: the cart's push is 10 / 1.1, the pole turns by -push / (0.5 · (4/3 - 0.1/1.1)).
  const push = 10 / 1.1;
  const turning = -push / (0.5 * (4 / 3 - 0.1 / 1.1));
  near(pushed([0, 0, 0, 0], 10), [0, 0.02 * (push - (0.05 * turning) / 1.1), 0, 0.02 * turning], 1e-12);
});

test("CartPole ends where the pole falls or the cart leaves, and is cut at 500 steps", () => {
  const environment = cartPole.create(tools);
  let { observation } = environment.reset({ seed: 1 });
  assert.ok(Array.from(observation).every((value) => Math.abs(value) <= 0.05));
  let steps = 0;
  for (let over = false; !over; steps++) {
    const result = environment.step(0);
    over = result.terminated;
    observation = result.observation;
    assert.equal(result.reward, 1);
    assert.equal(result.truncated, false);
    assert.equal(over, Math.abs(observation[2] ?? 0) > (12 * Math.PI) / 180);
  }
  assert.ok(steps >= 8 && steps <= 11, `${steps} steps`);
  // Pushing towards where the pole falls keeps it up for long.
  let lasted = 0;
  for (let seed = 0; lasted < 500 && seed < 200; seed++) {
    ({ observation } = environment.reset({ seed }));
    lasted = 0;
    for (let over = false; !over; ) {
      const [x = 0, v = 0, angle = 0, turn = 0] = Array.from(observation);
      const result = environment.step(angle + 0.3 * turn + 0.02 * x + 0.05 * v > 0 ? 1 : 0);
      observation = result.observation;
      lasted++;
      over = result.terminated || result.truncated;
      assert.equal(result.truncated, !result.terminated && lasted === 500);
    }
  }
  assert.equal(lasted, 500);
});

test("GridWorld: walls hold, steps cost, the goal and pits end the episode", () => {
  const world = gridWorld({ grid: ["S#.", "..X", "..G"], stepCost: 0.1 }).create(tools);
  world.reset({ seed: 0 });
  const act = (name: string) => world.step(world.actionSpace.names.indexOf(name));
  const answer = (place: number[], reward: number, terminated: boolean) => ({
    observation: Float32Array.from(place),
    reward,
    terminated,
    truncated: false,
  });
  assert.deepEqual(act("right"), answer([0, 0], -0.1, false), "a wall");
  assert.deepEqual(act("up"), answer([0, 0], -0.1, false), "the border");
  assert.deepEqual(act("down"), answer([1, 0], -0.1, false));
  assert.deepEqual(act("right"), answer([1, 1], -0.1, false));
  assert.deepEqual(act("right"), answer([1, 2], -1.1, true), "a pit");
  const open = gridWorld({ grid: ["SG"], stepCost: 0 }).create(tools);
  open.reset({ seed: 0 });
  for (let step = 1; step < 8; step++) assert.equal(open.step(0).truncated, false);
  assert.equal(open.step(0).truncated, true, "cut off after four steps per field");
  open.reset({ seed: 0 });
  assert.deepEqual(open.step(1), { ...answer([0, 1], 1, true) });
});

test("a grid that makes no sense is refused in a sentence", () => {
  const make = (grid: string[]) => () => gridWorld({ grid, stepCost: 0 });
  assert.throws(make(["S.", "G"]), withCode("CONFIG_INVALID", /row 2 has 1 fields/));
  assert.throws(make(["S?G"]), withCode("CONFIG_INVALID", /a field "\?"/));
  assert.throws(make(["S#G"]), withCode("CONFIG_INVALID", /No way leads from row 1, column 1/));
  assert.throws(make(["SXG"]), withCode("CONFIG_INVALID", /No way leads/));
  assert.throws(make(["##G"]), withCode("CONFIG_INVALID", /nowhere to begin/));
});

/** An environment in which nothing is wrong, and a change to it. */
function changed(change: Partial<Record<keyof Environment, unknown>>): Environment {
  const sound: Environment = {
    observationSpace: { kind: "box", names: ["x", "y"] },
    actionSpace: { kind: "discrete", names: ["a", "b"] },
    reset: () => ({ observation: [0, 0] }),
    step: () => ({ observation: [0, 0], reward: 0, terminated: false, truncated: false }),
  };
  return { ...sound, ...change } as Environment;
}

const step = (answer: Record<string, unknown>) => ({
  step: () => ({ observation: [0, 0], reward: 0, terminated: false, truncated: false, ...answer }),
});
const hostile: [name: string, change: Partial<Record<keyof Environment, unknown>>, code: string, words: RegExp][] = [
  ["no observation space", { observationSpace: undefined }, "INVALID", /no box/],
  ["a continuous action", { actionSpace: { kind: "box", names: ["a"] } }, "INVALID", /not discrete/],
  ["one action", { actionSpace: { kind: "discrete", names: ["a"] } }, "INVALID", /1 names/],
  ["actions without names", { actionSpace: { kind: "discrete" } }, "INVALID", /no names/],
  ["two columns of one name", { observationSpace: { kind: "box", names: ["x", "x"] } }, "INVALID", /come twice: "x"/],
  ["too few bounds", { observationSpace: { kind: "box", names: ["x", "y"], low: [0] } }, "INVALID", /1 bounds/],
  ["no step", { step: undefined }, "INVALID", /no step/],
  ["a reset that throws", { reset: () => JSON.parse("{") }, "FAILED", /reset\(\) failed/],
  ["a reset without an observation", { reset: () => ({}) }, "FAILED", /returned no observations/],
  ["NaN", step({ observation: [0, Number.NaN] }), "FAILED", /NaN for "y"/],
  ["beyond float32", step({ observation: [1e300, 0] }), "FAILED", /1e\+300 for "x"/],
  ["a longer observation", step({ observation: [0, 0, 0] }), "FAILED", /3 observations; its space has 2/],
  ["a reward of no number", step({ reward: "1" }), "FAILED", /the reward 1 for the action "a"/],
  ["an infinite reward", step({ reward: Number.POSITIVE_INFINITY }), "FAILED", /reward Infinity/],
  ["an end that is no boolean", step({ terminated: undefined }), "FAILED", /"terminated" as undefined/],
  ["an endless episode", {}, "FAILED", /not ended after 20000 steps/],
];
for (const [name, change, code, words] of hostile) {
  test(`an environment with ${name} is refused in a sentence`, () => {
    assert.throws(
      () => {
        const environment = createChecked({ create: () => changed(change) }, tools);
        environment.reset({ seed: 1 });
        for (;;) environment.step(0);
      },
      withCode(`ENVIRONMENT_${code}`, words),
    );
  });
}

test("episodes are cut off where the settings say, and an own end stays one", () => {
  const cut = createChecked({ create: () => changed({}) }, tools, 3);
  cut.reset({ seed: 0 });
  assert.deepEqual(
    [1, 2, 3].map(() => cut.step(0).truncated),
    [false, false, true],
  );
  const ending = createChecked({ create: () => changed(step({ terminated: true, truncated: true })) }, tools, 1);
  ending.reset({ seed: 0 });
  const { terminated, truncated } = ending.step(0);
  assert.deepEqual([terminated, truncated], [true, false]);
});

test("an environment with secrets of its own is found out; ours have none", () => {
  let shared = 0;
  const drifting = () =>
    createChecked({ create: () => changed({ reset: () => ({ observation: [shared++, 0] }) }) }, tools);
  assert.throws(() => checkRepeatable(drifting), withCode("ENVIRONMENT_FAILED", /otherwise when it is run again/));
  const random = createRandom(1);
  const noisy = () =>
    createChecked(
      {
        create: () =>
          changed({
            step: () => ({ observation: [0, 0], reward: random.uniform(), terminated: false, truncated: false }),
          }),
      },
      tools,
    );
  assert.throws(() => checkRepeatable(noisy), withCode("ENVIRONMENT_FAILED", /otherwise/));
  checkRepeatable(() => createChecked(cartPole, tools));
  checkRepeatable(() => createChecked(gridWorld({ grid: ["...G"], stepCost: 0 }), tools));
});
