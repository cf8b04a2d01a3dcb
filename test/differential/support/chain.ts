import {
  blackTokenAbi,
  jobEscrowAbi,
  licencesAbi,
  modelRegistryAbi,
  providerRegistryAbi,
  refereesAbi,
  vaultAbi,
} from "@blacktail/sdk";
import hre from "hardhat";
import {
  type Abi,
  type Address,
  createPublicClient,
  custom,
  decodeErrorResult,
  encodeFunctionData,
  getAddress,
  type Hex,
  isHex,
  numberToHex,
} from "viem";
import blacktail from "../../../ignition/modules/Blacktail.ts";

export const ABIS = {
  BlackToken: blackTokenAbi,
  Vault: vaultAbi,
  ModelRegistry: modelRegistryAbi,
  Licences: licencesAbi,
  ProviderRegistry: providerRegistryAbi,
  Referees: refereesAbi,
  JobEscrow: jobEscrowAbi,
} as const;
export type ContractName = keyof typeof ABIS;

/** A transaction that one of the actors sends. */
export type Call = { contract: ContractName; functionName: string; args: readonly unknown[]; from: Address };

/** What the chain answers: nothing when it accepted, else the custom error. */
export type Answer = { errorName: string; args: readonly unknown[] } | undefined;

/** Enough for any call, so that none is estimated first. */
const GAS = numberToHex(10_000_000);
/** A call that goes down to another contract's error may meet any of them. */
const ERRORS: Abi = Object.values(ABIS).flatMap((abi) => abi.filter(({ type }) => type === "error"));

export type Chain = Awaited<ReturnType<typeof startChain>>;

/** The contracts as the Ignition module deploys them, with these parameters, on a chain in this process. */
export async function startChain(parameters: Record<string, number | bigint>, start: number) {
  const connection = await hre.network.create({ override: { initialDate: new Date(start * 1000) } });
  const { provider, ignition } = connection;
  const client = createPublicClient({ transport: custom(provider), cacheTime: 0 });
  const accounts = ((await provider.request({ method: "eth_accounts" })) as Address[]).map((account) =>
    getAddress(account),
  );
  const deployed: Record<string, { address: Address }> = await ignition.deploy(blacktail, {
    parameters: { Blacktail: parameters },
  });
  const addressOf = (name: string): Address => {
    const contract = deployed[name];
    if (contract === undefined) throw new Error(`The Ignition module returns no ${name}.`);
    return getAddress(contract.address);
  };

  const encode = ({ contract, functionName, args }: Omit<Call, "from">): { to: Address; data: Hex } => {
    const abi: Abi = ABIS[contract];
    return { to: addressOf(contract), data: encodeFunctionData({ abi, functionName, args }) };
  };

  return {
    client,
    chainId: await client.getChainId(),
    accounts,
    addressOf,
    provider,
    /** Sends a call in a block of its own at this time (Unix seconds). */
    async send(call: Call, at: bigint): Promise<Answer> {
      await provider.request({ method: "evm_setNextBlockTimestamp", params: [numberToHex(at)] });
      try {
        const params = [{ from: call.from, gas: GAS, ...encode(call) }];
        await provider.request({ method: "eth_sendTransaction", params });
        return undefined;
      } catch (error) {
        const data = error instanceof Error && "data" in error ? error.data : undefined;
        if (!isHex(data) || data === "0x") throw error;
        const { errorName, args = [] } = decodeErrorResult({ abi: ERRORS, data });
        return { errorName, args };
      }
    },
    async read(contract: ContractName, functionName: string, args: readonly unknown[] = []): Promise<unknown> {
      const abi: Abi = ABIS[contract];
      return await client.readContract({ address: addressOf(contract), abi, functionName, args });
    },
    async mine(at: bigint): Promise<void> {
      await provider.request({ method: "evm_setNextBlockTimestamp", params: [numberToHex(at)] });
      await provider.request({ method: "evm_mine", params: [] });
    },
    snapshot: async () => (await provider.request({ method: "evm_snapshot", params: [] })) as Hex,
    revert: async (snapshot: Hex) => {
      await provider.request({ method: "evm_revert", params: [snapshot] });
    },
    stop: () => connection.close(),
  };
}
