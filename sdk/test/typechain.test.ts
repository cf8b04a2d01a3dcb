import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ModelRegistry, Vault } from "@blacktail/sdk/typechain";
import { Contract, JsonRpcProvider, Wallet } from "ethers";
import { modelRegistryAbi, NATIVE, vaultAbi } from "../src/index.ts";
import { testKey } from "./support/accounts.ts";
import { startChain, type TestChain } from "./support/startChain.ts";

let chain: TestChain;
let provider: JsonRpcProvider;

before(async () => {
  chain = await startChain();
  provider = new JsonRpcProvider(chain.rpcUrl, undefined, { staticNetwork: true, polling: true, pollingInterval: 50 });
});
after(async () => {
  provider.destroy();
  await chain.stop();
});

test("ethers with TypeChain's types deposits, reads and finds its event", async () => {
  const signer = new Wallet(testKey(1), provider);
  const vault = new Contract(chain.addresses.Vault, vaultAbi, signer) as unknown as Vault;

  const receipt = await (await vault.deposit(NATIVE, 5n, signer.address, { value: 5n })).wait();
  const balance: bigint = await vault.balanceOf(signer.address, NATIVE);
  assert.equal(balance, 5n);

  const events = await vault.queryFilter(vault.filters.Deposited(signer.address), receipt?.blockNumber);
  const amounts: bigint[] = events.map((event) => event.args.amount);
  assert.deepEqual(amounts, [5n]);
});

test("the types refuse a wrong argument", () => {
  const registry = new Contract(chain.addresses.ModelRegistry, modelRegistryAbi, provider) as unknown as ModelRegistry;
  // @ts-expect-error a digest is bytes, not a boolean
  const call = () => registry.mint.staticCall(true, 0, chain.addresses.Vault);
  return assert.rejects(call, /invalid BytesLike value/);
});
