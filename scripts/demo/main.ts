/** `npm run demo`: the whole story on a running stack, or on one of its own that it stops again. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { inspectCsv, makeDemoDataset } from "@blacktail/frameworks";
import { addressesOf, BlacktailError, DEFAULT_SEED } from "@blacktail/sdk";
import { Command } from "commander";
import pc from "picocolors";
import { createPublicClient, formatEther, http } from "viem";
import { wholeNumber } from "../lib/options.ts";
import { fail } from "../lib/output.ts";
import { scratchFolder } from "../lib/scratch.ts";
import type { StackInfo } from "../stack/info.ts";
import { localChain } from "../stack/network.ts";
import { ROOT, stackOptions } from "../stack/options.ts";
import { runningStack, startStack } from "../stack/stack.ts";
import { type Check, exactChecks, takeSnapshot } from "./ledger.ts";
import { nameOf, partiesOf } from "./parties.ts";
import { printer } from "./printer.ts";
import { indexChecks, readBack } from "./readback.ts";
import { tellStory } from "./story.ts";

type Options = { dataset?: string; target?: string; seed: number; json?: boolean; portBase?: number; dataDir?: string };

const program = new Command("npm run demo --")
  .description("Stake, train, settle, mint, sell, infer, resell: with real parts, then checks every sum.")
  .option("--dataset <file>", "your own CSV with a header (default: a small set that the project makes)")
  .option("--target <column>", "the column to predict")
  .option("--seed <number>", "makes the training reproducible", wholeNumber(0, 2 ** 32 - 1), DEFAULT_SEED)
  .option("--json", "print one JSON object as the last line of standard output")
  .option("--port-base <n>", "ports of a stack of its own", wholeNumber(1024, 65_000))
  .option("--data-dir <folder>", "folder of the running stack to use (default .data)")
  .parse();

/** 128 and the signal's number, as shells expect. */
const SIGNAL_EXIT = { SIGINT: 130, SIGTERM: 143 } as const;

const started = performance.now();
const options = program.opts<Options>();
const scratch = scratchFolder("demo");
const interrupted = new AbortController();
const stopped = new Promise<never>((_, reject) => {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      process.exitCode = SIGNAL_EXIT[signal];
      interrupted.abort();
      reject(interrupted.signal.reason);
    });
});

try {
  await main();
} catch (error) {
  if (interrupted.signal.aborted) process.stderr.write("\ninterrupted\n");
  else fail(error);
} finally {
  scratch.remove();
}
// The story's clients may hold sockets; its result stands.
process.exit();

async function main(): Promise<void> {
  const { dataset, target } = chooseData();
  // Before anything is started or paid: a wrong file or column costs nothing.
  const { rows, columns, warnings } = await inspectCsv({ path: dataset, target });
  const running = runningStack(
    stackOptions({ ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }) }).dataDir,
  );
  if (running) {
    await Promise.race([perform(running, dataset, target, rows, columns.length, warnings), stopped]);
    return;
  }
  const build = spawnSync(process.execPath, [join(ROOT, "scripts/build.ts")], { stdio: ["ignore", 2, 2] });
  if (build.status !== 0) throw new Error("The build failed; its message stands above.");
  const stack = await startStack(
    stackOptions({
      dataDir: join(scratch.dir, "stack"),
      ...(options.portBase === undefined ? {} : { portBase: options.portBase }),
    }),
    { signal: interrupted.signal },
  );
  try {
    await Promise.race([perform(stack.info, dataset, target, rows, columns.length, warnings), stack.crashed, stopped]);
  } finally {
    await stack.stop();
  }
}

function chooseData(): { dataset: string; target: string } {
  if (options.dataset !== undefined) {
    if (options.target !== undefined) return { dataset: resolve(options.dataset), target: options.target };
    throw new BlacktailError({
      code: "DEMO_NO_TARGET",
      message: `--dataset ${options.dataset} needs --target.`,
      fix: "Name the column to predict, e.g. --target species.",
    });
  }
  const file = join(scratch.dir, "bearings.csv");
  writeFileSync(file, makeDemoDataset({ seed: 1 }));
  return { dataset: file, target: options.target ?? "fails" };
}

async function perform(
  info: StackInfo,
  dataset: string,
  target: string,
  rows: number,
  columns: number,
  warnings: readonly string[],
): Promise<void> {
  const addresses = addressesOf(info.chainId);
  const parties = partiesOf(addresses);
  const out = printer(addresses, parties);
  const client = createPublicClient({ chain: localChain(info.rpcUrl), transport: http(info.rpcUrl) });
  out.line(`\n${pc.bold("Blacktail, the whole loop")}\n`);
  out.fact("data", `${dataset}: ${rows} rows, ${columns} columns, predicting ${target}`);
  for (const warning of warnings) out.fact("note", warning);

  const before = await takeSnapshot(client, addresses, parties);
  const outcome = await tellStory({ info, addresses, parties, out }, { dataset, target, seed: options.seed });
  const after = await takeSnapshot(client, addresses, parties);

  out.step("All of it read back from the subgraph");
  const indexed = await readBack(info, parties, outcome, after);
  out.fact("model", `${indexed.model.card.name}, owned by ${nameOf(parties, indexed.model.owner.id as `0x${string}`)}`);
  out.fact("sales", String(indexed.model.sales.length));
  for (const { id, events } of indexed.jobs) out.fact(`job ${id}`, events.map(({ kind }) => kind).join(" → "));
  out.fact("in the dApp", `${info.dappUrl}/models/${outcome.modelTokenId}`);

  out.step("Final balances");
  const rowsOut = [...after.parties].map(([party, now]) => {
    const then = before.parties.get(party) ?? now;
    return [
      nameOf(parties, party),
      formatEther(now.eth),
      formatEther(now.ethCredits),
      formatEther(now.black),
      formatEther(now.blackCredits),
      `${signed(now.ethCredits - then.ethCredits)} ETH, ${signed(now.blackCredits - then.blackCredits)} $BLACK`,
    ];
  });
  printTable(["", "ETH", "ETH credits", "$BLACK", "$BLACK credits", "credits gained"], rowsOut, out.line);

  const checks = [
    ...(await exactChecks(client, addresses, before, after, [outcome.jobId, outcome.inferenceJobId])),
    ...indexChecks(indexed, addresses, after),
  ];
  const wrong = checks.filter(({ expected, actual }) => expected !== actual);
  out.step(
    `${checks.length} sums recomputed from the chain's own records: ${wrong.length === 0 ? pc.green("all exact") : pc.red(`${wrong.length} wrong`)}`,
  );
  for (const { what, expected, actual } of wrong) out.line(`    ${pc.red(what)}: expected ${expected}, is ${actual}`);

  const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
  const result = {
    ...outcome.metrics,
    sumsExact: wrong.length === 0,
    modelTokenId: String(outcome.modelTokenId),
    modelCid: outcome.modelCid,
    artifactCid: outcome.artifactCid,
    jobId: String(outcome.jobId),
    inferenceJobId: String(outcome.inferenceJobId),
    checks: checks.length,
    seconds,
  };
  if (options.json) console.log(JSON.stringify(result));
  else out.line(`\n${pc.bold("Done")} in ${seconds} s\n`);
  if (wrong.length > 0) throw sumsWrong(wrong);
}

function sumsWrong(wrong: Check[]): BlacktailError {
  return new BlacktailError({
    code: "DEMO_SUMS_WRONG",
    message: `${wrong.length} sums are not exact, the first: ${wrong[0]?.what}.`,
    fix: "Nothing else may use this chain's accounts while the story runs; if nothing did, this is a fault: please report it with the log.",
  });
}

function signed(wei: bigint): string {
  return `${wei > 0n ? "+" : ""}${formatEther(wei)}`;
}

function printTable(head: string[], rows: string[][], print: (line: string) => void): void {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[]) =>
    `    ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ")}`;
  print(pc.dim(line(head)));
  for (const row of rows) print(line(row));
}
