/**
 * `npm run sim:market [-- --json]`: the compute market played out, to see whether honesty pays with the parameters that ship.
 *
 * Each strategy lives beside honest providers in a market of its own; its profit per epoch is for a thousandth of all stake, in prices
 * of one stage. The money moves as the contracts move it. The assumptions are cautious: nobody but auditors looks at a result.
 */
import { writeFileSync } from "node:fs";
import { parseOptions, wholeNumber } from "../lib/options.ts";
import { fairness } from "./market/assignment.ts";
import { SHIPPED } from "./market/economy.ts";
import { page } from "./market/page.ts";
import { simulate } from "./market/population.ts";
import { print } from "./market/print.ts";
import { leastLock, region, sleepiness, temptation } from "./market/region.ts";
import { selfDealing } from "./market/selfDealing.ts";

const { values } = parseOptions(
  "npm run sim:market [-- --json] [--epochs 40] [--stages 5000] [--deviating 20] [--seed 1] [--html FILE]\n\n" +
    "Plays the compute market with honest, lazy, colluding, sybil and griefing providers, and prints what each gains per epoch.\n" +
    "--epochs     epochs to play\n" +
    "--stages     stages of jobs in each\n" +
    "--deviating  percent of all stake that does not act honestly, in each market\n" +
    "--html       also writes the figures as a page to look at",
  {
    json: { type: "boolean", default: false },
    epochs: { type: "string", default: "40" },
    stages: { type: "string", default: "5000" },
    deviating: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    html: { type: "string" },
  },
);

function whole(name: "epochs" | "stages" | "deviating" | "seed", min: number, max: number): number {
  try {
    return wholeNumber(min, max)(values[name]);
  } catch {
    console.error(`--${name} must be a whole number from ${min} to ${max}, not "${values[name]}".`);
    process.exit(2);
  }
}

const epochs = whole("epochs", 2, 10_000);
const stages = whole("stages", 100, 1_000_000);
const deviating = whole("deviating", 1, 49) / 100;
const seed = whole("seed", 0, 2 ** 31);
/** Part of the auditors that the figures of the region leave to the cheat: as much as any such committee can bear. */
const blind = Math.max(deviating, 1 / 3);
const outcomes = simulate({ economy: SHIPPED, deviating, epochs, stages, seed });
const study = {
  economy: SHIPPED,
  deviating,
  epochs,
  stages,
  outcomes,
  blind,
  region: region(SHIPPED, blind),
  temptation: temptation(SHIPPED, blind),
  sleepiness: sleepiness(SHIPPED),
  leastLock: leastLock(SHIPPED, blind),
  fairness: fairness(200_000, seed),
  // A job that counts pays a fee of 1 BLACK at least; gas and a new account are taken as a tenth of that.
  selfDealing: selfDealing(SHIPPED, { countedFee: 1, gas: 0.1 }),
};
if (values.html !== undefined) writeFileSync(values.html, page(study));
if (values.json) {
  const profits = Object.fromEntries(outcomes.map(({ strategy, profit }) => [strategy.name, round(profit)]));
  const [honest, ...others] = outcomes;
  const beaten = others.filter(({ profit }) => profit >= (honest?.profit ?? 0));
  console.log(
    JSON.stringify({
      profits,
      honestWins: beaten.length === 0 && study.temptation < 0 && study.sleepiness < 0,
      leastLock: round(study.leastLock),
      lock: SHIPPED.lock,
      audit: SHIPPED.audit,
      assignment: Object.fromEntries(study.fairness.map(({ name, ratio }) => [name, round(ratio)])),
      selfDealing: study.selfDealing.map(({ bits, cost, breakEven }) => ({
        bits,
        cost: round(cost),
        breakEven: round(breakEven),
      })),
    }),
  );
} else print(study);

function round(value: number): number {
  return Number(value.toFixed(3));
}
