import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createPublicClient,
  createTestClient,
  createWalletClient,
  http,
  type PrivateKeyAccount,
  type PublicClient,
  type TestClient,
  type Transport,
  type WalletClient,
} from "viem";
import { anvil as chain } from "viem/chains";
import { deployBlacktail } from "../../../ignition/deploy.ts";
import type { Addresses, Clients } from "../../src/index.ts";
import { testAccount } from "./accounts.ts";
import { startAnvil } from "./startAnvil.ts";

/** A local chain with Blacktail deployed as `ignition/` deploys it. Ends with `stop`. */
export type TestChain = {
  rpcUrl: string;
  publicClient: PublicClient;
  testClient: TestClient<"anvil">;
  addresses: Addresses;
  /** The nth test account's wallet: 0 deployer, $BLACK holder, admin and certifier; 1 developer; 2 buyer; 3–5 providers; 6–8 operators. */
  wallet: (index: number) => WalletClient<Transport, typeof chain, PrivateKeyAccount>;
  /** What actions take, for the nth account. */
  clients: (index: number) => Clients & { addresses: Addresses };
  /** Moves the chain's clock and mines a block. */
  increaseTime: (seconds: number) => Promise<void>;
  stop: () => Promise<void>;
};

/** @param args Further options of anvil. */
export async function startChain(args: string[] = []): Promise<TestChain> {
  const node = await startAnvil(args);
  const { rpcUrl } = node;
  const dir = await mkdtemp(join(tmpdir(), "blacktail-chain-"));
  const stop = async () => {
    await node.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const deployed = await deployBlacktail({ rpcUrl, dir });
    const addresses = { ...deployed, startBlock: 0 } as Addresses;
    const settings = { chain, transport: http(rpcUrl), pollingInterval: 20, cacheTime: 0 } as const;
    const publicClient: PublicClient = createPublicClient(settings);
    const testClient = createTestClient({ ...settings, mode: "anvil" });
    const wallet = (index: number) => createWalletClient({ ...settings, account: testAccount(index) });
    return {
      rpcUrl,
      publicClient,
      testClient,
      addresses,
      wallet,
      clients: (index) => ({ publicClient, walletClient: wallet(index), addresses }),
      increaseTime: async (seconds) => {
        await testClient.increaseTime({ seconds });
        await testClient.mine({ blocks: 1 });
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
