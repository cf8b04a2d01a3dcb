import { plot } from "asciichart";
import pc from "picocolors";
import { FIRST_COME } from "./assignment.ts";
import type { Outcome } from "./population.ts";
import { AUDITS, LOCKS, type Point } from "./region.ts";
import type { Study } from "./study.ts";

const WIDTH = 30;
const PLOTTED = ["honest", "lazy", "colluding", "griefer"];
const COLOURS = ["\x1b[32m", "\x1b[31m", "\x1b[35m", "\x1b[33m"];

/** Prints a study for a terminal. */
export function print(study: Study): void {
  printProfits(study);
  printCurves(study);
  printRegion(study);
  printAssignment(study);
  printSelfDealing(study);
}

function printProfits({ outcomes, deviating, epochs, stages, economy }: Study): void {
  console.log(pc.bold("Profit per epoch for a thousandth of all stake, in prices of one stage"));
  console.log(
    pc.dim(
      `${epochs} epochs of ${stages.toLocaleString("en")} stages; ${percent(deviating)} of the stake follows the strategy, the rest is honest.\n` +
        `Fee ${percent(economy.fee)}, work costs ${percent(economy.cost)} of its price, ${percent(economy.audit)} of results are audited, a stage locks ${economy.lock} times its price.\n`,
    ),
  );
  const most = Math.max(...outcomes.map(({ profit }) => Math.abs(profit)));
  for (const { strategy, profit, honest } of outcomes) {
    const length = Math.max(1, Math.round((WIDTH * Math.log1p(Math.abs(profit))) / Math.log1p(most)));
    const bar = (profit < 0 ? pc.red : pc.green)("█".repeat(length).padEnd(WIDTH));
    console.log(
      `${strategy.name.padEnd(20)}${profit.toFixed(2).padStart(9)} ${bar} ${pc.dim(`honest beside it ${honest.toFixed(2)}; ${strategy.summary}`)}`,
    );
  }
  console.log(pc.dim("\nBars are logarithmic."));
}

function printCurves({ outcomes }: Study): void {
  const shown = PLOTTED.map((name) => outcomes.find(({ strategy }) => strategy.name === name)).filter(
    (outcome): outcome is Outcome => outcome !== undefined,
  );
  console.log(pc.bold("\nWhat they have earned after each epoch"));
  console.log(
    plot(
      shown.map(({ profits }) => cumulated(profits)),
      { height: 14, colors: COLOURS, format: (value) => value.toFixed(0).padStart(8) },
    ),
  );
  console.log(shown.map(({ strategy }, index) => `${COLOURS[index]}${strategy.name}\x1b[39m`).join("   "));
}

function cumulated(profits: readonly number[]): number[] {
  let sum = 0;
  return profits.map((profit) => {
    sum += profit;
    return sum;
  });
}

function printRegion({ region, economy, blind, leastLock }: Study): void {
  console.log(pc.bold("\nWhere honesty wins"));
  console.log(
    pc.dim(
      `Down: stake locked, in prices of a stage. Across: part of results that is audited. ${percent(blind)} of auditors side with the cheat.\n` +
        "█ honest work earns most, and fees pay for the audits   ▒ honest work earns most, audits need more than fees   · cheating pays   ◆ what ships\n",
    ),
  );
  for (const [row, points] of region.entries()) {
    const cells = points.map((point) => cellOf(point, economy.audit === point.audit && economy.lock === point.lock));
    console.log(`${String(LOCKS[row]).padStart(5)}  ${cells.join("")}`);
  }
  console.log(`       ${AUDITS.map((audit) => percent(audit).replaceAll(" ", "").padEnd(6)).join("")}`);
  console.log(
    `\nWith ${percent(economy.audit)} audited, ${leastLock.toFixed(1)} times the price is the least lock; ${economy.lock} times ships.`,
  );
}

function cellOf({ temptation, funded }: Point, ships: boolean): string {
  if (temptation >= 0) return pc.red(ships ? "◆     " : "·     ");
  return pc.green(`${ships ? "◆" : funded ? "█" : "▒"}     `);
}

function printAssignment({ fairness }: Study): void {
  console.log(pc.bold("\nWho gets the work: part of the stages over part of the stake, for a tenth of it"));
  for (const { name, ratio } of fairness) console.log(`${name.padEnd(50)}${ratio.toFixed(3).padStart(7)}`);
  console.log(
    pc.dim(
      `${"without tickets, first come, first served: the fastest".padEnd(50)}${FIRST_COME.toFixed(3).padStart(7)}`,
    ),
  );
}

function printSelfDealing({ selfDealing }: Study): void {
  console.log(pc.bold("\nBuying reputation by paying oneself, in prices of one stage"));
  console.log(pc.dim("   bits   jobs      cost   bonus   stages of others' work until it has paid"));
  for (const { bits, jobs, cost, bonus, breakEven } of selfDealing) {
    console.log(
      `${String(bits).padStart(7)}${String(jobs).padStart(7)}${cost.toFixed(0).padStart(10)}${percent(bonus).padStart(8)}${breakEven.toFixed(0).padStart(12)}`,
    );
  }
}

function percent(part: number): string {
  return `${Number((part * 100).toFixed(2))} %`;
}
