/**
 * `npm run bench:stack [-- --json]`: how long from `npm start` to a usable stack, and from a transaction mined to indexed.
 *
 * readySeconds      from starting the process to the line that says the stack is up: dApp, chain, storage, subgraph and workers answer.
 * indexedMedianMs   from a transaction's receipt (its block is mined) to the subgraph answering with that block; median of the samples.
 * indexedP95Ms      the same, 95th percentile.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { addressesOf, NATIVE, vaultAbi, waitForBlock } from "@blacktail/sdk";
import { createPublicClient, createWalletClient, http } from "viem";
import { parseOptions } from "../lib/options.ts";
import { scratchFolder } from "../lib/scratch.ts";
import { ACCOUNTS } from "../stack/accounts.ts";
import { localChain } from "../stack/network.ts";
import { ROOT } from "../stack/options.ts";
import type { StackInfo } from "../stack/stack.ts";

const { values } = parseOptions(
  "npm run bench:stack [-- --json] [--samples 40] [--port-base 28500]\n\nSeconds to a usable stack; milliseconds from mined to indexed.",
  {
    json: { type: "boolean", default: false },
    samples: { type: "string", default: "40" },
    "port-base": { type: "string", default: "28500" },
  },
);

const { dir, remove } = scratchFolder("bench");
const started = performance.now();
const stack = spawn(
  process.execPath,
  [join(ROOT, "scripts/stack/main.ts"), "--data-dir", dir, "--port-base", values["port-base"]],
  { cwd: ROOT, stdio: ["ignore", "ignore", "pipe"] },
);
let errors = "";
stack.stderr.setEncoding("utf8").on("data", (text: string) => {
  errors += text;
});
const exited = new Promise<void>((done) => stack.once("close", () => done()));

try {
  const info = await untilReady();
  const readySeconds = (performance.now() - started) / 1000;
  const delays = await indexingDelays(info, Number(values.samples));
  delays.sort((a, b) => a - b);
  const result = {
    readySeconds: round(readySeconds, 1),
    indexedMedianMs: round(quantile(delays, 0.5), 0),
    indexedP95Ms: round(quantile(delays, 0.95), 0),
  };
  if (values.json) console.log(JSON.stringify(result));
  else
    console.log(
      `ready            ${result.readySeconds} s\nindexed, median  ${result.indexedMedianMs} ms\nindexed, p95     ${result.indexedP95Ms} ms  (${delays.length} transactions)`,
    );
} finally {
  stack.kill("SIGTERM");
  await exited;
  remove();
}

async function untilReady(): Promise<StackInfo> {
  const file = join(dir, "stack.json");
  while (!existsSync(file)) {
    if (stack.exitCode !== null) throw new Error(`The stack ended with ${stack.exitCode}:\n${errors}`);
    await sleep(20);
  }
  return JSON.parse(readFileSync(file, "utf8")) as StackInfo;
}

/** Milliseconds from mined to indexed, one for each transaction; sent one at a time at odd moments of the block interval. */
async function indexingDelays(info: StackInfo, samples: number): Promise<number[]> {
  const chain = localChain(info.rpcUrl);
  const reader = createPublicClient({ chain, transport: http(info.rpcUrl), pollingInterval: 20 });
  const writer = createWalletClient({ chain, transport: http(info.rpcUrl), account: ACCOUNTS.tester });
  const { Vault } = addressesOf(info.chainId);
  const delays: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const hash = await writer.writeContract({
      address: Vault,
      abi: vaultAbi,
      functionName: "deposit",
      args: [NATIVE, 1n, ACCOUNTS.tester.address],
      value: 1n,
    });
    const receipt = await reader.waitForTransactionReceipt({ hash });
    const mined = performance.now();
    await waitForBlock(info.subgraphUrl, receipt.blockNumber, { timeoutMs: 30_000 });
    delays.push(performance.now() - mined);
    await sleep((sample * 137) % 400);
  }
  return delays;
}

function quantile(sorted: number[], part: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  if (value === undefined) throw new Error("No samples were taken. Give --samples a number above 0.");
  return value;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
