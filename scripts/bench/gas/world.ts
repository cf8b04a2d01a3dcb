import {
  blackTokenAbi,
  jobEscrowAbi,
  modelMarketAbi,
  modelRegistryAbi,
  providerRegistryAbi,
  refereesAbi,
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
/** More seconds than transactions that nobody timed can take in a row. */
const GRID = 10_000;

/** What each of them stakes, in $BLACK wei: so much of all stake that tickets let every one claim before a priority period ends. */
const STAKE = parseEther("100000");
const REFEREE_STAKE = parseEther("10000");
/** Seconds after which stake that moved counts for tickets. */
const SETTLED = 2 * 24 * 3_600;
/** What everyone gets, and what of it is in the Vault. */
const WALLET = parseEther("1000000");
const CREDITS = parseEther("500000");

/** Returns a world in which nobody has dealt with anybody yet. `parameters` are those of the Ignition module. */
export async function createWorld(parameters: Record<string, number> = {}) {
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
    deployer: party(0),
    developer: party(1),
    buyer: party(2),
    /** Works alone on jobs of one; its first stake is measured. */
    provider: party(3),
    /** Replicas of a job, the first of them `provider`. */
    providers: [3, 4, 5, 6, 7].map(party),
    /** Acts for all providers. */
    operator: party(8),
    challenger: party(9),
    newcomer: party(10),
    /** Act for themselves. */
    referees: [11, 12, 13, 14, 15, 16, 17, 18, 19].map(party),
  };
  const deployed: Record<string, { address: Address }> = await ignition.deploy(blacktail, {
    parameters: { Blacktail: parameters },
  });
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
    Referees: getContract({ abi: refereesAbi, address: at("Referees"), client }),
    JobEscrow: getContract({ abi: jobEscrowAbi, address: at("JobEscrow"), client }),
  };
  const { BlackToken, Vault, ModelRegistry, ModelMarket, ProviderRegistry, JobEscrow } = contracts;
  const black = BigInt(BlackToken.address);

  /** Waits for the transaction and returns the gas that it used, refunds taken off. */
  const gasOf = async (sent: Promise<Hex>): Promise<number> =>
    Number((await publicClient.waitForTransactionReceipt({ hash: await sent })).gasUsed);

  for (const account of Object.values(parties).flat()) {
    if (account !== parties.deployer) await BlackToken.write.transfer([account, WALLET]);
    await BlackToken.write.approve([Vault.address, WALLET], { account });
    await Vault.write.deposit([black, CREDITS, account], { account });
    await Vault.write.deposit([NATIVE, parseEther("50"), account], { account, value: parseEther("50") });
    for (const module of [ModelMarket, ProviderRegistry, JobEscrow]) {
      await Vault.write.setOperator([module.address, true], { account });
    }
    await ModelRegistry.write.setApprovalForAll([ModelMarket.address, true], { account });
  }

  let now = START;
  /** Puts the next transaction at a time that does not depend on how long the others took. */
  const tick = async (seconds = 300): Promise<void> => {
    // Blocks that nobody timed follow the machine's clock: it goes on from a time that all of them are before.
    const past = Number((await publicClient.getBlock()).timestamp) - START;
    if (START + past > now) now = START + Math.ceil(past / GRID) * GRID;
    now += seconds;
    await testClient.setNextBlockTimestamp({ timestamp: BigInt(now) });
  };
  /** A block without transactions: tickets are drawn by the block after the one that they are for. */
  const mine = async (seconds = 1): Promise<void> => {
    await tick(seconds);
    await testClient.mine({ blocks: 1 });
  };
  /** Until all stake that moved counts for tickets: before, a claim is dearer. */
  const settled = () => mine(SETTLED);
  const stake = async (account: Address, operator: Address, amount = STAKE): Promise<number> => {
    await tick();
    const gas = await gasOf(ProviderRegistry.write.stake([amount, operator], { account }));
    await settled();
    return gas;
  };
  /** Everyone who is to provide stakes, but for `provider` and `newcomer`, whose stakes are measured. */
  const stakeOthers = async (): Promise<void> => {
    for (const account of parties.providers.slice(1)) await stake(account, parties.operator);
    for (const account of parties.referees) await stake(account, account, REFEREE_STAKE);
  };

  return { viem, publicClient, contracts, black, parties, gasOf, tick, mine, settled, stake, stakeOthers };
}
