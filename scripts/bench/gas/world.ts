import {
  blackTokenAbi,
  jobEscrowAbi,
  modelMarketAbi,
  modelRegistryAbi,
  providerRegistryAbi,
  vaultAbi,
} from "@blacktail/sdk";
import hre from "hardhat";
import { type Address, getContract, type Hex, parseEther } from "viem";
import blacktail from "../../../ignition/modules/Blacktail.ts";

/** The contracts as Ignition deploys and wires them, on a fresh chain in this process, and parties with credits and approvals. */
export type World = Awaited<ReturnType<typeof createWorld>>;

export const NATIVE = 0n;
/** 3 % on each resale and paid use of the benchmark's models. */
export const ROYALTY_BPS = 300;

/** Unix seconds. Deadlines are calldata, whose zero bytes are cheaper: a fixed clock makes the figures the same each time. */
const START = 1_800_000_000;

/** Returns a world in which nobody has dealt with anybody yet. */
export async function createWorld() {
  await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
  const { viem, ignition } = await hre.network.create({ override: { initialDate: new Date(START * 1000) } });
  const publicClient = await viem.getPublicClient();
  const testClient = await viem.getTestClient();
  const wallets = await viem.getWalletClients();
  const party = (index: number): Address => {
    const wallet = wallets[index];
    if (!wallet)
      throw new Error(`The network has ${wallets.length} accounts, and the benchmark needs number ${index}.`);
    return wallet.account.address;
  };
  const parties = {
    arbiter: party(0),
    developer: party(1),
    buyer: party(2),
    provider: party(3),
    operator: party(4),
    challenger: party(5),
    newcomer: party(6),
  };
  const deployed: Record<string, { address: Address }> = await ignition.deploy(blacktail);
  const at = (name: string): Address => {
    const contract = deployed[name];
    if (!contract) throw new Error(`The Ignition module returns no ${name}.`);
    return contract.address;
  };
  const [wallet] = wallets;
  if (!wallet) throw new Error("The network has no accounts.");
  const client = { public: publicClient, wallet };
  const contracts = {
    BlackToken: getContract({ abi: blackTokenAbi, address: at("BlackToken"), client }),
    Vault: getContract({ abi: vaultAbi, address: at("Vault"), client }),
    ModelRegistry: getContract({ abi: modelRegistryAbi, address: at("ModelRegistry"), client }),
    ModelMarket: getContract({ abi: modelMarketAbi, address: at("ModelMarket"), client }),
    ProviderRegistry: getContract({ abi: providerRegistryAbi, address: at("ProviderRegistry"), client }),
    JobEscrow: getContract({ abi: jobEscrowAbi, address: at("JobEscrow"), client }),
  };
  const { BlackToken, Vault, ModelRegistry, ModelMarket, ProviderRegistry, JobEscrow } = contracts;
  const black = BigInt(BlackToken.address);

  /** Waits for the transaction and returns the gas that it used, refunds taken off. */
  const gasOf = async (sent: Promise<Hex>): Promise<number> =>
    Number((await publicClient.waitForTransactionReceipt({ hash: await sent })).gasUsed);

  for (const account of Object.values(parties)) {
    if (account !== parties.arbiter) await BlackToken.write.transfer([account, parseEther("10000")]);
    await BlackToken.write.approve([Vault.address, parseEther("10000")], { account });
    await Vault.write.deposit([black, parseEther("5000"), account], { account });
    await Vault.write.deposit([NATIVE, parseEther("50"), account], { account, value: parseEther("50") });
    for (const module of [ModelMarket, ProviderRegistry, JobEscrow]) {
      await Vault.write.setOperator([module.address, true], { account });
    }
    await ModelRegistry.write.setApprovalForAll([ModelMarket.address, true], { account });
  }

  let now = START;
  /** Puts the next transaction at a time that does not depend on how long the others took. */
  const tick = async (seconds = 300): Promise<void> => {
    now += seconds;
    await testClient.setNextBlockTimestamp({ timestamp: BigInt(now) });
  };

  return { viem, publicClient, contracts, black, parties, gasOf, tick };
}
