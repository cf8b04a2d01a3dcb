import { readFile, rm } from "node:fs/promises";
import {
  type DeploymentParameters,
  type DeploymentResult,
  DeploymentResultType,
  deploy,
} from "@nomicfoundation/ignition-core";
import { http } from "viem";
import { compiledArtifacts } from "./artifacts.ts";

/** By contract name. */
export type DeployedAddresses = Record<string, `0x${string}`>;

/**
 * Deploys Blacktail to a local node whose first account is unlocked (anvil), or finishes or confirms an earlier deployment.
 * Needs the contracts compiled (`npm run build`). A public network is deployed to by `npx hardhat ignition deploy` instead,
 * which asks before it spends.
 *
 * @param options.rpcUrl The node.
 * @param options.dir Folder for the journal; one for each chain (name it by the genesis hash: a journal says nothing of another chain).
 * @returns The addresses; on a fresh anvil always those of `ignition/deployments/chain-31337`.
 * @throws Error that lists what failed. When the chain has lost blocks that the journal knows, the chain must begin anew.
 */
export async function deployBlacktail(options: { rpcUrl: string; dir: string }): Promise<DeployedAddresses> {
  const provider = http(options.rpcUrl)({ retryCount: 0 });
  const request = ({ method, params }: { method: string; params?: unknown }) => provider.request({ method, params });
  const accounts = (await request({ method: "eth_accounts" })) as string[];

  const attempt = async () => {
    const { default: ignitionModule } = await import("./modules/Blacktail.ts");
    const result = await deploy({
      ignitionModule,
      artifactResolver: compiledArtifacts,
      provider: { request },
      deploymentDir: options.dir,
      deploymentParameters: await localParameters(),
      accounts,
      // One block is final on a chain of one node. Polling, not mining, is what would make this slow.
      config: { requiredConfirmations: 1, blockPollingInterval: 20 },
    });
    return addressesOf(result);
  };

  const addresses = await attempt();
  if (await allHaveCode(addresses, request)) return addresses;

  const nonce = await request({ method: "eth_getTransactionCount", params: [accounts[0], "latest"] });
  if (BigInt(nonce as string) !== 0n) {
    throw new Error(
      `The chain at ${options.rpcUrl} lost a part of the deployment that ${options.dir} records. Begin with an empty chain.`,
    );
  }
  await rm(options.dir, { recursive: true });
  return await attempt();
}

async function localParameters(): Promise<DeploymentParameters> {
  const text = await readFile(new URL("./parameters/localhost.json", import.meta.url), "utf8");
  // Ignition writes a bigint as its digits and an n.
  return JSON.parse(text, (_, value) =>
    typeof value === "string" && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  ) as DeploymentParameters;
}

function addressesOf(result: DeploymentResult): DeployedAddresses {
  if (result.type !== DeploymentResultType.SUCCESSFUL_DEPLOYMENT) {
    throw new Error(`The contracts were not deployed: ${JSON.stringify(result, null, 2)}`);
  }
  return Object.fromEntries(
    Object.values(result.contracts).map(({ contractName, address }) => [contractName, address as `0x${string}`]),
  );
}

async function allHaveCode(
  addresses: DeployedAddresses,
  request: (call: { method: string; params: unknown }) => Promise<unknown>,
): Promise<boolean> {
  const codes = await Promise.all(
    Object.values(addresses).map((address) => request({ method: "eth_getCode", params: [address, "latest"] })),
  );
  return codes.every((code) => code !== "0x");
}
