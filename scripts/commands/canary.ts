import { addressesOf, BlacktailError, createStorage } from "@blacktail/sdk";
import type { Command } from "commander";
import { createPublicClient, createWalletClient, formatEther, http } from "viem";
import type { HDAccount } from "viem/accounts";
import { amountOf } from "../lib/amount.ts";
import { confirm } from "../lib/confirm.ts";
import { localStack } from "../lib/localStack.ts";
import { wholeNumber } from "../lib/options.ts";
import { result, table } from "../lib/output.ts";
import { scratchFolder } from "../lib/scratch.ts";
import { ACCOUNTS } from "../stack/accounts.ts";
import { localChain } from "../stack/network.ts";
import { type Fate, follow } from "./canary/follow.ts";
import { holdingsOf, type Parties } from "./canary/parties.ts";
import { release } from "./canary/release.ts";
import { makeWrongWork } from "./canary/wrongWork.ts";

type Options = { price: string; tries: number; yes?: boolean; dataDir?: string; json?: boolean };

const HELP = `
Auditors that approve unseen lose stake by it: a result that is known to be wrong is posted from an account of the protocol, done by a provider
of its own. If the lot falls on it and its auditors accept it, it is challenged. What the canary costs the protocol is printed at the end.`;

/** `blacktail canary`: keeps auditors awake. */
export function canaryCommand(program: Command): void {
  program
    .command("canary")
    .description("post a known-wrong result and see whether auditors find it (local stack)")
    .option("--price <amount>", "what the job pays, in ETH", "0.001")
    .option("--tries <number>", "results to post until the lot falls on one", wholeNumber(1, 10_000), 100)
    .option("--yes", "do not ask before money moves")
    .option("--data-dir <folder>", "folder of the running stack (default .data)")
    .option("--json", "print one JSON object as the last line")
    .addHelpText("after", HELP)
    .action(runCanary);
}

async function runCanary(options: Options): Promise<void> {
  const parties = partiesOn(options.dataDir);
  const budget = amountOf("--price", options.price);
  if (!options.yes) await confirm("Post known-wrong results, and put stake behind them that will be slashed?");
  const before = await holdingsOf(parties);
  let posted = 0;
  let lost = 0;
  let last: { jobId: bigint; fate: Fate } | undefined;
  while (posted < options.tries && last?.fate.drawn !== true) {
    posted++;
    const released = await postOne(parties, budget);
    if ("lost" in released) {
      lost++;
      console.error(`Another provider was faster on job ${released.jobId}, and does it honestly.`);
      continue;
    }
    console.error(`Job ${released.jobId} holds a wrong result.`);
    last = { jobId: released.jobId, fate: await follow(parties, released, (text) => console.error(text)) };
  }
  const after = await holdingsOf(parties);
  const cost = { eth: formatEther(before.eth - after.eth), black: formatEther(before.black - after.black) };
  report(options.json, { posted, lost, jobId: last?.jobId, ...last?.fate, cost });
  if (last?.fate.verdict === "right") throw cleared(last.jobId);
}

async function postOne(parties: Parties, budget: bigint): ReturnType<typeof release> {
  const { dir, remove } = scratchFolder("canary");
  try {
    return await release(parties, await makeWrongWork(parties.storage, parties.provider.account.address, dir), budget);
  } finally {
    remove();
  }
}

function partiesOn(dataDir: string | undefined): Parties {
  const { rpcUrl, chainId, storageApi } = localStack(dataDir);
  const chain = localChain(rpcUrl);
  const publicClient = createPublicClient({ chain, transport: http(rpcUrl), pollingInterval: 200 });
  const partyOf = (account: HDAccount) => ({
    publicClient,
    account,
    walletClient: createWalletClient({ chain, transport: http(rpcUrl), account }),
  });
  return {
    requester: partyOf(ACCOUNTS.buyer),
    provider: partyOf(ACCOUNTS.tester),
    addresses: addressesOf(chainId),
    storage: createStorage({ api: storageApi }),
    chainId,
  };
}

type Facts = {
  posted: number;
  lost: number;
  jobId: bigint | undefined;
  cost: { eth: string; black: string };
} & Partial<Fate>;

function report(json: boolean | undefined, facts: Facts): void {
  const { posted, lost, jobId, drawn, awake = [], asleep = [], verdict, cost } = facts;
  const sleepers = asleep.map(({ auditor, slashed }) => `${auditor} (lost ${formatEther(slashed)} $BLACK)`);
  result(json, { ...facts, drawn: drawn ?? false }, () =>
    table([
      [
        "posted",
        `${posted} wrong result${posted === 1 ? "" : "s"}${lost > 0 ? `, ${lost} lost to faster providers` : ""}`,
      ],
      ["drawn", drawn ? `job ${jobId}` : "none: nothing is learned"],
      ...(awake.length > 0 ? [["found by", awake.join(" ")] as const] : []),
      ...(asleep.length > 0 ? [["accepted by", sleepers.join(" ")] as const] : []),
      ...(verdict === undefined ? [] : [["referees", verdict] as const]),
      ["cost", `${cost.eth} ETH, ${cost.black} $BLACK`],
    ]),
  );
}

function cleared(jobId: bigint): BlacktailError {
  return new BlacktailError({
    code: "CLI_CANARY_CLEARED",
    message: `The referees found the result of job ${jobId} right, which is known to be wrong.`,
    fix: "Look at the reasons of their votes: either they do not do the work, or the tolerance of the rule is too wide.",
  });
}
