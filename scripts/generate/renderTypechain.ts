import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { HEADER } from "./renderAbi.ts";

const SOURCE = "types/ethers-contracts";
const TARGET = "sdk/src/generated/typechain";

/**
 * TypeChain's types of the deployed contracts, as declaration files inside the SDK: what the Hardhat plugin writes is TypeScript
 * that Node cannot run, lies outside of the package, and is not committed.
 *
 * @returns Text by path, or the name of the file that is missing.
 */
export function renderTypechain(
  root: string,
  contracts: Readonly<Record<string, string>>,
): Map<string, string> | { missing: string } {
  const files = new Map<string, string>();
  const sources = Object.entries(contracts).map(([name, artifact]) => {
    const folder = artifact.slice(0, artifact.indexOf(`/${name}.sol`));
    return { name, path: `${SOURCE}/${folder}/${name}.ts` };
  });
  for (const { name, path } of [...sources, { name: "common", path: `${SOURCE}/common.ts` }]) {
    if (!existsSync(join(root, path))) return { missing: path };
    const text = readFileSync(join(root, path), "utf8").replace(/(["'])(?:\.\.\/)+common\.js\1/, '"./common.js"');
    files.set(`${TARGET}/${name}.d.ts`, HEADER + text.replace(/[ \t]+$/gm, "").replace(/\n+$/, "\n"));
  }
  const exports = sources.map(({ name }) => `export type { ${name} } from "./${name}.js";\n`).join("");
  files.set(`${TARGET}/index.d.ts`, `${HEADER}${DOC}${exports}`);
  return files;
}

const DOC = `
/**
 * Types of Blacktail's contracts for ethers 6, by TypeChain. Types only.
 *
 * @example
 * import type { Vault } from "@blacktail/sdk/typechain";
 * import { addressesOf, vaultAbi } from "@blacktail/sdk";
 * const vault = new Contract(addressesOf(31337).Vault, vaultAbi, signer) as unknown as Vault;
 */
`;
