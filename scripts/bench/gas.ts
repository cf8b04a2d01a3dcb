/**
 * `npm run bench:gas`: gas used by each flow, measured by sending real transactions to the real contracts, deployed by the
 * Ignition module on a chain in this process. Gas used is what the receipt says: intrinsic cost, calldata and refunds included.
 *
 * Steady state means that the parties have dealt before: every balance that a flow touches is above zero before and after it,
 * approvals are given, the provider has worked for the escrow, and the escrow and the treasury hold other money. What a first
 * dealing costs is the table's second column.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseOptions } from "../lib/options.ts";
import { measure } from "./gas/measure.ts";
import { differences } from "./gas/snapshot.ts";
import { inWords, table } from "./gas/table.ts";

const HELP = `npm run bench:gas [-- --json | --check | --write]

Measures the gas of each flow. Without an option it prints a table: steady state (the parties have dealt before: balances above
zero, approvals given), first dealings, and the best figures known elsewhere.

  --json    prints one JSON object, flow to gas used in steady state, as the last line
  --check   compares with snapshots/gas.json and fails naming each difference
  --write   writes snapshots/gas.json`;

const SNAPSHOT = fileURLToPath(new URL("../../snapshots/gas.json", import.meta.url));

const { values } = parseOptions(HELP, {
  json: { type: "boolean", default: false },
  check: { type: "boolean", default: false },
  write: { type: "boolean", default: false },
});

// Libraries print to stdout while compiling; with --json it belongs to the figures alone.
const measured = await measure((line) => console.error(line));
const words = inWords(measured);

if (values.write) {
  writeFileSync(SNAPSHOT, `${JSON.stringify(words, null, 2)}\n`);
  console.error("Wrote snapshots/gas.json.");
}
if (values.check) {
  const found = differences(JSON.parse(readFileSync(SNAPSHOT, "utf8")) as Record<string, number>, words);
  for (const line of found) console.error(line);
  console.error(found.length === 0 ? "Gas is as in snapshots/gas.json." : "If this is meant, run it with --write.");
  if (found.length > 0) process.exitCode = 1;
}
if (values.json) console.log(JSON.stringify(measured.steady));
else if (!values.check && !values.write) console.log(table(measured));
// The chain in this process keeps timers alive.
process.exit();
