/** `npm start`: the whole of Blacktail on this machine, until Ctrl-C. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describeError } from "@blacktail/sdk";
import { Command } from "commander";
import pc from "picocolors";
import { wholeNumber } from "../lib/options.ts";
import { ROOT, type StackInput, stackOptions } from "./options.ts";
import { type Stack, startStack } from "./stack.ts";

const program = new Command("npm start --")
  .description("Runs chain, database, storage, subgraph, three workers and the dApp on this machine.")
  .option("--reset", "begin with an empty chain, index and store")
  .option("--port-base <n>", "move all ports (default 8500; BLACKTAIL_PORT_<PART> moves one)", wholeNumber(0, 65_535))
  .option("--data-dir <folder>", "where state and logs are kept (default .data)")
  .option("--block-time <seconds>", "seconds between blocks (1 to 60)", wholeNumber(1, 60))
  .option("--no-dapp", "leave the dApp out")
  .option("--verbose", "print every line of every part")
  .parse();

/** 75 (EX_TEMPFAIL): the same start may work later; 1: something is for the user to mend. */
const EXIT_TEMPORARY = 75;

let starting: Promise<Stack> | undefined;
let ended = false;
const stopRequested = new AbortController();

/** The one way out: whatever was started is stopped, also in the middle of a start. */
async function end(code: number): Promise<void> {
  if (ended) return;
  ended = true;
  stopRequested.abort();
  const stack = await starting?.catch(() => undefined);
  await stack?.stop();
  process.exit(code);
}

function report(error: unknown): number {
  const { code, message, fix } = describeError(error);
  console.error(`\n${pc.red(code)}  ${message}\n${fix}\n`);
  return (error as { retryable?: boolean }).retryable ? EXIT_TEMPORARY : 1;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => {
    if (!ended) process.stderr.write("\nstopping …\n");
    void end(0);
  });
process.on("uncaughtException", (error) => void end(report(error)));
process.on("unhandledRejection", (error) => void end(report(error)));

try {
  const options = stackOptions(program.opts<StackInput>());
  const parts = ["contracts", "subgraph", ...(options.dapp ? ["dapp"] : [])];
  const build = spawnSync(process.execPath, [join(ROOT, "scripts/build.ts"), ...parts], { stdio: "inherit" });
  if (build.status !== 0) process.exit(1);
  starting = startStack(options, { signal: stopRequested.signal });
  const stack = await starting;
  const { info } = stack;
  console.log(`
${pc.bold("Blacktail is up")} ${pc.dim(`after ${info.readySeconds.toFixed(1)} s`)}

  dApp      ${pc.cyan(info.dappUrl)}
  chain     ${info.rpcUrl}  ${pc.dim(`chain id ${info.chainId}`)}
  subgraph  ${info.subgraphUrl}
  storage   ${info.storageApi}
  workers   ${info.workerUrls.join("  ")}
  logs      ${info.logDir}

  Test money for a wallet:  npm run blacktail -- faucet ADDRESS
  The whole story:          npm run demo
  Stop:                     Ctrl-C
`);
  await stack.crashed;
} catch (error) {
  if (!ended) await end(report(error));
}
