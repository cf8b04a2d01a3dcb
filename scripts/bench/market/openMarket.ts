import { join } from "node:path";
import {
  type Addresses,
  addressesOf,
  blackTokenAbi,
  type Clients,
  createStorage,
  currencyOf,
  depositAndApprove,
  jobEscrowAbi,
  NATIVE,
  type Storage,
  stake,
} from "@blacktail/sdk";
import {
  type Address,
  createPublicClient,
  createTestClient,
  createWalletClient,
  http,
  type PublicClient,
  parseEther,
} from "viem";
import type { HDAccount } from "viem/accounts";
import { deployBlacktail } from "../../../ignition/deploy.ts";
import { ACCOUNTS, account } from "../../stack/accounts.ts";
import { chainControl, chainProcess } from "../../stack/chain.ts";
import { stackLog } from "../../stack/log.ts";
import { LOCAL_CHAIN_ID, localChain } from "../../stack/network.ts";
import { providerProcess, storageProcess } from "../../stack/services.ts";
import { Supervisor } from "../../stack/supervisor.ts";

/** Accounts of the local mnemonic from here on are providers, and their operators after them. */
const FIRST_PROVIDER = 20;
const FIRST_OPERATOR = 60;
const PROVIDER_STAKE = parseEther("1000");
const PATIENCE_MS = 60_000;

export type Market = {
  publicClient: PublicClient;
  addresses: Addresses;
  storage: Storage;
  /** Who posts the jobs, with credits and the escrow approved. */
  requester: Clients;
  providers: Address[];
  stop(): Promise<void>;
};

export type MarketOptions = {
  /** Empty folder for all that the parts keep. */
  dir: string;
  portBase: number;
  workers: number;
  /** Seconds. */
  blockTime: number;
};

/** A chain, a store and so many providers with a worker each; all of them have staked alike. */
export async function openMarket({ dir, portBase, workers, blockTime }: MarketOptions): Promise<Market> {
  const log = stackLog(dir, { verbose: false, leastLevel: { chain: "error", storage: "error" } });
  log.hush();
  const supervisor = new Supervisor(dir, log);
  supervisor.begin();
  const at = (offset: number) => `http://127.0.0.1:${portBase + offset}`;
  const [rpcUrl, storageApi] = [at(0), at(1)];
  const stop = async () => {
    await supervisor.stop();
    await log.close();
  };
  try {
    const chain = localChain(rpcUrl);
    const control = chainControl(rpcUrl);
    supervisor.start("chain", chainProcess(join(dir, "chain"), portBase));
    supervisor.start("storage", storageProcess(join(dir, "storage"), portBase + 1, { dappUrl: at(2) }));
    await supervisor.ready("chain", control.answers, PATIENCE_MS);
    await supervisor.ready("storage", async () => (await fetch(`${storageApi}/healthz`)).ok, PATIENCE_MS);
    await control.mineAtOnce();
    await deployBlacktail({ rpcUrl, dir: join(dir, "deployment") });

    const transport = http(rpcUrl);
    const publicClient: PublicClient = createPublicClient({ chain, transport, pollingInterval: 50 });
    const testClient = createTestClient({ mode: "anvil", chain, transport });
    const addresses = addressesOf(LOCAL_CHAIN_ID);
    const as = (holder: HDAccount): Clients => ({
      publicClient,
      walletClient: createWalletClient({ chain, transport, account: holder }),
    });
    const deployer = createWalletClient({ chain, transport, account: ACCOUNTS.deployer });
    const pairs = Array.from({ length: workers }, (_, index) => ({
      provider: account(FIRST_PROVIDER + index),
      operator: account(FIRST_OPERATOR + index),
    }));
    for (const { provider, operator } of pairs) {
      for (const { address } of [provider, operator]) await testClient.setBalance({ address, value: parseEther("10") });
      const hash = await deployer.writeContract({
        address: addresses.BlackToken,
        abi: blackTokenAbi,
        functionName: "transfer",
        args: [provider.address, PROVIDER_STAKE],
      });
      await publicClient.waitForTransactionReceipt({ hash });
      const currency = currencyOf(addresses.BlackToken);
      const module = addresses.ProviderRegistry;
      await depositAndApprove(as(provider), { currency, amount: PROVIDER_STAKE, module });
      await stake(as(provider), { amount: PROVIDER_STAKE, operator: operator.address });
    }
    const requester = as(ACCOUNTS.developer);
    const { JobEscrow: module } = addresses;
    await depositAndApprove(requester, { currency: NATIVE, amount: parseEther("100"), module });
    // What the lot falls on waits for auditors: that is the protocol's own time, and chance.
    const escrow = { address: module, abi: jobEscrowAbi } as const;
    const parameters = await publicClient.readContract({ ...escrow, functionName: "parameters" });
    const args = [{ ...parameters, auditBps: 0 }] as const;
    const hash = await deployer.writeContract({ ...escrow, functionName: "setParameters", args });
    await publicClient.waitForTransactionReceipt({ hash });
    await control.catchUp();

    const info = { rpcUrl, chainId: LOCAL_CHAIN_ID, storageApi };
    for (const [index, { provider, operator }] of pairs.entries()) {
      const url = at(10 + index);
      const part = { provider: provider.address, operator, url, dir: join(dir, `worker-${index + 1}`) };
      supervisor.start(`worker-${index + 1}`, providerProcess(part, info));
    }
    await control.mineEvery(blockTime);
    for (const index of pairs.keys()) {
      const isOk = async () => (await fetch(`${at(10 + index)}/healthz`)).ok;
      await supervisor.ready(`worker-${index + 1}`, isOk, PATIENCE_MS);
    }
    const storage = createStorage({ api: storageApi });
    return {
      publicClient,
      addresses,
      storage,
      requester,
      providers: pairs.map(({ provider }) => provider.address),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
