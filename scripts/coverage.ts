/**
 * `npm run coverage`: runs the contracts' tests with coverage and fails below 100 % of the lines and statements of `contracts/`,
 * naming each line that no test reached.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseOptions } from "./lib/options.ts";

const REPORT = "coverage/lcov.info";

parseOptions(
  "npm run coverage\n\nTests the contracts and fails when a line or statement of contracts/ is not reached. The report is in coverage/.",
  {},
);
const run = spawnSync("hardhat", ["test", "solidity", "--coverage"], { stdio: "inherit" });
if (run.status !== 0) process.exit(1);

let file = "";
let [lines, missed] = [0, 0];
for (const line of readFileSync(REPORT, "utf8").split("\n")) {
  if (line.startsWith("SF:")) file = line.slice(3);
  const hit = /^DA:(\d+),(\d+)/.exec(line);
  if (!hit || !/(^|\/)contracts\//.test(file)) continue;
  lines++;
  if (hit[2] !== "0") continue;
  missed++;
  console.error(`${file}:${hit[1]} is reached by no test.`);
}
if (lines === 0) {
  console.error(`${REPORT} names no line of contracts/.`);
  process.exit(1);
}
console.log(`coverage: ${lines - missed} of ${lines} lines of contracts/ are reached.`);
process.exit(missed === 0 ? 0 : 1);
