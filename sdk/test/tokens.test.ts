import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Address, createWalletClient, custom, erc20Abi, http, parseAbi, zeroAddress } from "viem";
import { anvil } from "viem/chains";
import { currencyOf, deposit, depositAndApprove, vaultAbi } from "../src/index.ts";
import { testAccount } from "./support/accounts.ts";
import { deployMock } from "./support/deployMock.ts";
import { credits, giveBlack } from "./support/money.ts";
import { startChain, type TestChain } from "./support/startChain.ts";

const owner = testAccount(1).address;
let chain: TestChain;
before(async () => {
  chain = await startChain();
});
after(() => chain.stop());

async function mint(token: Address, amount: bigint): Promise<void> {
  const abi = parseAbi(["function mint(address to, uint256 amount)"]);
  const hash = await chain
    .wallet(9)
    .writeContract({ address: token, abi, functionName: "mint", args: [owner, amount] });
  await chain.publicClient.waitForTransactionReceipt({ hash });
}

function allowance(token: Address): Promise<bigint> {
  const args = [owner, chain.addresses.Vault] as const;
  return chain.publicClient.readContract({ address: token, abi: erc20Abi, functionName: "allowance", args });
}

test("a token without permit is approved for exactly the amount, which the deposit uses up", async () => {
  const token = await deployMock(chain, "PlainToken");
  await mint(token, 100n);
  const module = chain.addresses.JobEscrow;
  const { credited } = await depositAndApprove(chain.clients(1), { currency: currencyOf(token), amount: 60n, module });
  assert.equal(credited, 60n);
  assert.equal(await allowance(token), 0n);
  const args = [owner, module] as const;
  assert.equal(
    await chain.publicClient.readContract({
      address: chain.addresses.Vault,
      abi: vaultAbi,
      functionName: "isOperator",
      args,
    }),
    true,
  );
});

test("an approval whose deposit fails is withdrawn", async () => {
  const token = await deployMock(chain, "PlainToken");
  await mint(token, 10n);
  const hashes: string[] = [];
  const clients = { ...chain.clients(1), onTransaction: (hash: string) => hashes.push(hash) };
  await assert.rejects(deposit(clients, { currency: currencyOf(token), amount: 11n }), {
    code: "ERC20InsufficientBalance",
    message: `${owner} has 10 (in the token's smallest unit), but needs 11.`,
  });
  assert.equal(hashes.length, 2, "approve, and approve nothing");
  assert.equal(await allowance(token), 0n);
  await assert.rejects(deposit(clients, { currency: currencyOf(token), amount: 5n, to: zeroAddress }), {
    code: "Vault_ZeroRecipient",
  });
  assert.equal(await allowance(token), 0n);
});

test("a deposit and the withdrawal of its approval both fail: the deposit's error is told", async () => {
  const token = await deployMock(chain, "PlainToken");
  await mint(token, 10n);
  const node = http(chain.rpcUrl)({ chain: anvil });
  let sent = 0;
  const transport = custom({
    request: async ({ method, params }) => {
      if (method === "eth_sendTransaction" && ++sent === 2) throw new Error("the second transaction is not taken");
      return node.request({ method, params });
    },
  });
  const walletClient = createWalletClient({ account: owner, chain: anvil, transport });
  const clients = { ...chain.clients(1), walletClient };
  await assert.rejects(deposit(clients, { currency: currencyOf(token), amount: 11n }), {
    code: "ERC20InsufficientBalance",
  });
  assert.equal(sent, 2);
});

test("a token with a transfer fee is credited with what arrived", async () => {
  const token = await deployMock(chain, "FeeToken", [100n, false]);
  await mint(token, 10_000n);
  assert.equal((await deposit(chain.clients(1), { currency: currencyOf(token), amount: 10_000n })).credited, 9_900n);
  assert.equal(await credits(chain, owner, currencyOf(token)), 9_900n);
});

test("a wallet that cannot sign typed data approves instead", async () => {
  await giveBlack(chain, owner, 50n);
  const node = http(chain.rpcUrl)({ chain: anvil });
  const asked: string[] = [];
  const transport = custom({
    request: async ({ method, params }) => {
      asked.push(method);
      if (method === "eth_signTypedData_v4") throw Object.assign(new Error("unsupported"), { code: -32601 });
      return node.request({ method, params });
    },
  });
  const walletClient = createWalletClient({ account: owner, chain: anvil, transport });
  const currency = currencyOf(chain.addresses.BlackToken);
  assert.equal((await deposit({ ...chain.clients(1), walletClient }, { currency, amount: 50n })).credited, 50n);
  assert.ok(asked.includes("eth_signTypedData_v4"));
  assert.equal(asked.filter((method) => method === "eth_sendTransaction").length, 2);
  assert.equal(await allowance(chain.addresses.BlackToken), 0n);
});

test("there is no token at the address", async () => {
  await assert.rejects(deposit(chain.clients(1), { currency: currencyOf(owner), amount: 1n }), { code: "NO_CONTRACT" });
});
