/**
 * `npm run generate`: writes what is derived from the compiled contracts and the recorded deployments.
 *
 *   sdk/src/generated/abi/*.ts       one ABI for each contract, and all custom errors together
 *   sdk/src/generated/addresses.ts   addresses by chain, from ignition/deployments
 *   sdk/src/generated/typechain/     types for ethers, from what TypeChain wrote at the build
 *   subgraph/abis/*.json             the same ABIs for the subgraph
 *
 * It compiles nothing: run `npx hardhat build` first. With `--check` it writes nothing and fails when a file is stale.
 */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatJson } from "./generate/formatJson.ts";
import { type AbiEntry, renderAbi, renderAbiIndex, renderErrors } from "./generate/renderAbi.ts";
import { renderAddresses } from "./generate/renderAddresses.ts";
import { renderTypechain } from "./generate/renderTypechain.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Every deployed contract that is called, and the artifact that describes it; LateSteps and DisputeSteps are only JobEscrow's code. */
const CONTRACTS = {
  AccessManager: "@openzeppelin/contracts/access/manager/AccessManager.sol/AccessManager.json",
  BlackToken: "contracts/BlackToken.sol/BlackToken.json",
  EnclaveVerifier: "contracts/attestation/EnclaveVerifier.sol/EnclaveVerifier.json",
  JobEscrow: "contracts/JobEscrow.sol/JobEscrow.json",
  JobLens: "contracts/JobLens.sol/JobLens.json",
  Licences: "contracts/Licences.sol/Licences.json",
  ModelMarket: "contracts/ModelMarket.sol/ModelMarket.json",
  ModelRegistry: "contracts/ModelRegistry.sol/ModelRegistry.json",
  ProviderRegistry: "contracts/ProviderRegistry.sol/ProviderRegistry.json",
  Referees: "contracts/Referees.sol/Referees.json",
  SignatureVerifier: "contracts/attestation/SignatureVerifier.sol/SignatureVerifier.json",
  Treasury: "contracts/Treasury.sol/Treasury.json",
  Vault: "contracts/Vault.sol/Vault.json",
} as const;

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

function readAbi(path: string): AbiEntry[] {
  const file = join(root, "artifacts", path);
  if (!existsSync(file)) fail(`artifacts/${path} is missing. Run \`npx hardhat build\`, then this again.`);
  return (JSON.parse(readFileSync(file, "utf8")) as { abi: AbiEntry[] }).abi;
}

function render(): Map<string, string> {
  const files = new Map<string, string>();
  const names = Object.keys(CONTRACTS) as (keyof typeof CONTRACTS)[];
  const abis = names.map((name) => ({ name, abi: readAbi(CONTRACTS[name]) }));
  for (const { name, abi } of abis) {
    files.set(`sdk/src/generated/abi/${name}.ts`, renderAbi(name, abi));
    files.set(`subgraph/abis/${name}.json`, formatJson(root, abi));
  }
  // Libraries and interfaces may declare errors that no deployed ABI lists.
  const others = globSync("contracts/**/*.json", { cwd: join(root, "artifacts") }).filter((path) =>
    /\.sol\/[^/]+\.json$/.test(path),
  );
  const everyAbi = [...abis.map(({ abi }) => abi), ...others.sort().map(readAbi)];
  files.set("sdk/src/generated/abi/errors.ts", renderErrors(everyAbi.flat()));
  files.set("sdk/src/generated/abi/index.ts", renderAbiIndex(names));
  files.set("sdk/src/generated/addresses.ts", renderAddresses(root, names));
  const typechain = renderTypechain(root, CONTRACTS);
  if ("missing" in typechain) fail(`${typechain.missing} is missing. Run \`npx hardhat build\`, then this again.`);
  return new Map([...files, ...typechain]);
}

const files = render();
const known = globSync(["sdk/src/generated/**/*.ts", "subgraph/abis/*.json"], { cwd: root });
const orphans = known.filter((path) => !files.has(path));
const stale = [...files].filter(([path, text]) => {
  const file = join(root, path);
  return !existsSync(file) || readFileSync(file, "utf8") !== text;
});

if (process.argv.includes("--check")) {
  const wrong = [...stale.map(([path]) => path), ...orphans];
  if (wrong.length > 0) fail(`Stale generated files; run \`npm run generate\`:\n  ${wrong.join("\n  ")}`);
  console.log(`${files.size} generated files are fresh.`);
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const path of orphans) rmSync(join(root, path));
  console.log(`${files.size} generated files: ${stale.length} written, ${orphans.length} removed.`);
}
