import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { HEADER } from "./renderAbi.ts";

/** Addresses of every chain that has a complete deployment under ignition/deployments, by chain id. */
export function renderAddresses(root: string, contracts: readonly string[]): string {
  const folders = globSync("ignition/deployments/chain-*/deployed_addresses.json", { cwd: root });
  const chains = folders
    .map((path) => renderChain(join(root, dirname(path)), contracts))
    .sort((a, b) => a.chainId - b.chainId);
  const type = `export type Addresses = {\n${contracts.map((name) => `  ${name}: Address;\n`).join("")}  /** The block of the first deployment: nothing of Blacktail is older. */\n  startBlock: number;\n};\n`;
  const entries = chains.map(({ text }) => text).join("");
  return `${HEADER}import type { Address } from "viem";\n\n${type}\n/** By chain id. */\nexport const addresses: Readonly<Record<number, Addresses>> = {\n${entries}};\n`;
}

function renderChain(folder: string, contracts: readonly string[]): { chainId: number; text: string } {
  const chainId = Number(basename(folder).replace("chain-", ""));
  const deployed = JSON.parse(readFileSync(join(folder, "deployed_addresses.json"), "utf8")) as Record<string, string>;
  const lines = contracts.map((name) => {
    const address = deployed[`Blacktail#${name}`];
    if (address === undefined)
      throw new Error(`${folder}/deployed_addresses.json lacks Blacktail#${name}: deploy again.`);
    return `    ${name}: "${address}",\n`;
  });
  return { chainId, text: `  ${chainId}: {\n${lines.join("")}    startBlock: ${firstBlock(folder)},\n  },\n` };
}

/** Ignition's journal records each receipt; without a journal the safe answer is the first block. */
function firstBlock(folder: string): number {
  const journal = join(folder, "journal.jsonl");
  if (!existsSync(journal)) return 0;
  const blocks = [...readFileSync(journal, "utf8").matchAll(/"blockNumber":(\d+)/g)].map((match) => Number(match[1]));
  return blocks.length === 0 ? 0 : Math.min(...blocks);
}
