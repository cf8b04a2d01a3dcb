import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fairness } from "../../scripts/sim/market/assignment.ts";
import { SHIPPED } from "../../scripts/sim/market/economy.ts";
import { simulate } from "../../scripts/sim/market/population.ts";
import { leastLock, sleepiness, temptation } from "../../scripts/sim/market/region.ts";
import { selfDealing } from "../../scripts/sim/market/selfDealing.ts";

const OPTIONS = { economy: SHIPPED, deviating: 0.2, epochs: 6, stages: 4_000, seed: 7 };

function profitOf(name: string, options = OPTIONS): number {
  const found = simulate(options).find(({ strategy }) => strategy.name === name);
  assert(found !== undefined, `There is no strategy called ${name}.`);
  return found.profit;
}

test("money only moves: what members, protocol and requesters have, and what work cost, add up to nothing", () => {
  for (const { strategy, leak } of simulate(OPTIONS)) assert(Math.abs(leak) < 1e-4, `${strategy.name} leaks ${leak}`);
});

test("with the parameters that ship, honest work earns more than any other strategy", () => {
  const [honest, ...others] = simulate(OPTIONS);
  assert(honest !== undefined && honest.profit > 0);
  for (const { strategy, profit } of others) {
    assert(profit < honest.profit, `${strategy.name} earns ${profit}, honest work ${honest.profit}`);
  }
});

test("a lock too small for the audit rate makes laziness pay, in the formula and in the market", () => {
  const alone = { ...SHIPPED, replicated: 0, canaries: 0 };
  const least = leastLock(alone, 0);
  assert(temptation({ ...alone, lock: least * 1.01 }, 0) < 0);
  assert(temptation({ ...alone, lock: least * 0.99 }, 0) > 0);
  const weak = { ...OPTIONS, economy: { ...alone, lock: least / 4 } };
  assert(profitOf("lazy", weak) > profitOf("honest", weak));
  const strong = { ...OPTIONS, economy: { ...alone, lock: least * 4 } };
  assert(profitOf("lazy", strong) < profitOf("honest", strong));
});

test("canaries keep auditors awake, and without them sleeping pays", () => {
  assert(sleepiness(SHIPPED) < 0);
  assert(sleepiness({ ...SHIPPED, canaries: 0 }) > 0);
});

test("splitting stake and copying claims gain nothing; being first in every block gains little where a period has many blocks", () => {
  const ratios = new Map(fairness(60_000, 3).map(({ name, ratio }) => [name, ratio]));
  const ratio = (name: string) => ratios.get(name) ?? Number.NaN;
  const plain = ratio("plain");
  assert(Math.abs(plain - 1) < 0.15, `plain ${plain}`);
  assert(ratio("split over 20 identities") < plain + 0.05);
  assert(ratio("split over 500 identities") < plain + 0.05);
  assert(ratio("blocks 8 times as fast") < plain + 0.06);
  assert(ratio("first in every block, 240 blocks to the period") < plain + 0.1);
  assert(ratio("copies claims out of the mempool") <= ratio("first in every block, 240 blocks to the period") + 0.05);
});

test("each further bit of bought reputation costs more", () => {
  const purchases = selfDealing(SHIPPED, { countedFee: 1, gas: 0.1 });
  const perBit = purchases.map(({ cost, bits }) => cost / bits);
  assert.deepEqual(
    perBit,
    perBit.toSorted((a, b) => a - b),
  );
  for (const { breakEven } of purchases) assert(breakEven > 1_000);
});

test("the command prints one object, and refuses what it cannot read", () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["scripts/sim/market.ts", "--epochs", "2", "--stages", "500", ...args], {
      encoding: "utf8",
    });
  const printed = JSON.parse(run("--json").stdout);
  assert.equal(printed.profits.honest > printed.profits.lazy, true);
  assert.equal(printed.lock > printed.leastLock, true);
  const wrong = run("--deviating", "77");
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /from 1 to 49, not "77"/);
});
