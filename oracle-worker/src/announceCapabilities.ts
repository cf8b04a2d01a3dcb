import { type Capability, capabilityBits, providerRegistryAbi } from "@blacktail/sdk";
import { isAddressEqual } from "viem";
import type { Context } from "./context.ts";
import { capabilitiesIntent } from "./job/intents.ts";

const OF_DEVICES = ["gpu", "webgpu", "cuda"] as const satisfies readonly Capability[];

/**
 * Announces the GPUs that jobs compute with here, unless the chain says that already: jobs that need one can be claimed by nobody else. What else the
 * provider announced stays.
 */
export async function announceCapabilities({
  config,
  client,
  contracts,
  outbox,
  devices,
  log,
}: Context): Promise<void> {
  const registry = { address: contracts.ProviderRegistry, abi: providerRegistryAbi } as const;
  const args = [config.PROVIDER] as const;
  const { operator, capabilities } = await client.readContract({ ...registry, functionName: "providerOf", args });
  const gpus = devices.filter((device) => device !== "cpu");
  const own = capabilityBits(gpus.length === 0 ? [] : ["gpu", ...gpus]);
  const wanted = (capabilities & ~capabilityBits(OF_DEVICES)) | own;
  if (wanted === capabilities || !isAddressEqual(operator, config.operator.address)) return;
  const receipt = await outbox.send(capabilitiesIntent(contracts.ProviderRegistry, config.PROVIDER, wanted));
  if (receipt !== undefined) log.info({ capabilities: `${wanted}`, devices }, "capabilities announced on chain");
}
