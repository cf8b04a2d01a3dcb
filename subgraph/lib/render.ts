import { BlacktailError } from "@blacktail/sdk";

/** Where the contracts are on one chain; the names are the data sources' names in subgraph.yaml. */
export type Deployment = {
  /** The network's name as graph-node knows it: `localhost` for a chain of one's own. */
  network: string;
  /** Block of the first contract's creation. */
  startBlock: number;
  addresses: Record<string, string>;
};

/** The addresses that stand in subgraph.yaml for the contracts', as its first lines say: 1 for the first, and so on. */
export const CONTRACTS = [
  "BlackToken",
  "Vault",
  "ModelRegistry",
  "ModelMarket",
  "ProviderRegistry",
  "JobEscrow",
  "Treasury",
  "AccessManager",
  "Referees",
  "Licences",
  "SignatureVerifier",
  "EnclaveVerifier",
];

/**
 * Fills a chain's network, start block and addresses into the text of the manifest.
 * @throws BlacktailError `SUBGRAPH_ADDRESS_MISSING` when a contract has no address
 */
export function renderManifest(text: string, { network, startBlock, addresses }: Deployment): string {
  const filled = text.replace(/"0x0{38}([0-9a-f]{2})"/g, (_, index: string) => {
    const name = CONTRACTS[Number.parseInt(index, 16) - 1] ?? index;
    const address = addresses[name];
    if (address !== undefined && /^0x[0-9a-fA-F]{40}$/.test(address)) return `"${address.toLowerCase()}"`;
    throw new BlacktailError({
      code: "SUBGRAPH_ADDRESS_MISSING",
      message: `The deployment on ${network} has ${address === undefined ? "no" : "a malformed"} address of ${name}.`,
      fix: "Deploy the contracts and pass all of their addresses.",
    });
  });
  return filled
    .replaceAll("network: localhost", `network: ${network}`)
    .replaceAll("startBlock: 0\n", `startBlock: ${startBlock}\n`);
}

/** The address that stands for a contract in subgraph.yaml. */
export function placeholderOf(contract: string): string {
  return `0x${(CONTRACTS.indexOf(contract) + 1).toString(16).padStart(40, "0")}`;
}

/** Takes the full-text search out of manifest and schema: The Graph's public network does not run it, as results differ between nodes. */
export const withoutFullText = {
  manifest: (text: string) => text.replace(/^features:\n {2}- fullTextSearch\n/m, ""),
  schema: (text: string) => text.replace(/^type _Schema_[\s\S]*?^ {2}\)\n\n/m, ""),
};
