import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Contract, JsonRpcProvider } from "ethers";
import {
  createPublicClient,
  createWalletClient,
  custom,
  http,
  type PublicClient,
  parseEther,
  zeroAddress,
  zeroHash,
} from "viem";
import { anvil, mainnet } from "viem/chains";
import { revertData } from "../src/errors/revertData.ts";
import {
  addressesOf,
  BlacktailError,
  buyModel,
  claimJob,
  createJob,
  deposit,
  depositAndApprove,
  describeError,
  getJob,
  type Job,
  JobStatus,
  jobEscrowAbi,
  NATIVE,
  packJob,
} from "../src/index.ts";
import { testAccount } from "./support/accounts.ts";
import { becomeProvider, sampleTerms } from "./support/money.ts";
import { startAnvil } from "./support/startAnvil.ts";
import { startChain, type TestChain } from "./support/startChain.ts";

let chain: TestChain;
before(async () => {
  chain = await startChain();
});
after(() => chain.stop());

const unknownJob: Job = {
  terms: sampleTerms(),
  feeBps: 0,
  auditBps: 0,
  reputable: false,
  requester: testAccount(2).address,
  status: JobStatus.Open,
  stage: 0,
  attemptsLeft: 1,
  deadline: 0n,
  block: 0,
  provider: zeroAddress,
  attestation: 0,
  audited: false,
  input: zeroHash,
  result: zeroHash,
  replicas: [],
  dispute: undefined,
};

const amount = { currency: NATIVE, amount: 1n };

async function failure(promise: Promise<unknown>): Promise<BlacktailError> {
  const error = await promise.then(
    () => assert.fail("it did not fail"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof BlacktailError, String(error));
  return error;
}

test("a node that is down", async () => {
  const node = await startAnvil();
  await node.stop();
  const url = node.rpcUrl.replace("//", "//user:hunter2@");
  const transport = http(url, { retryCount: 0 });
  const publicClient: PublicClient = createPublicClient({ chain: anvil, transport });
  const walletClient = createWalletClient({ chain: anvil, transport, account: testAccount(1) });
  for (const attempt of [
    () => deposit({ publicClient, walletClient }, amount),
    () => getJob(publicClient, { escrow: chain.addresses.JobEscrow, jobId: 1n }),
  ]) {
    const error = await failure(attempt());
    assert.equal(error.code, "RPC_UNREACHABLE");
    assert.equal(error.message, `The node at ${node.rpcUrl}/ does not answer.`);
    assert.equal(error.retryable, true);
  }
});

test("a wallet on another chain", async () => {
  const other = await startAnvil([], 1);
  try {
    const walletClient = createWalletClient({ chain: mainnet, transport: http(other.rpcUrl), account: testAccount(1) });
    const error = await failure(deposit({ ...chain.clients(1), walletClient }, amount));
    assert.equal(error.code, "WRONG_CHAIN");
    assert.equal(error.message, "The wallet is on chain 1, but Blacktail is used on chain 31337.");
    assert.match(error.fix, /Switch the wallet to chain 31337/);
  } finally {
    await other.stop();
  }
});

test("a wallet whose client believes it is on another chain than it is", async () => {
  const walletClient = createWalletClient({ chain: mainnet, transport: http(chain.rpcUrl), account: testAccount(1) });
  const error = await failure(deposit({ ...chain.clients(1), walletClient }, amount));
  assert.equal(error.code, "WRONG_CHAIN");
});

test("a chain without Blacktail", async () => {
  const error = await failure(Promise.resolve().then(() => addressesOf(5)));
  assert.equal(error.code, "CHAIN_UNKNOWN");
  assert.match(error.message + error.fix, /chain 5.*31337/);
});

for (const [what, method] of [
  ["transaction", "eth_sendTransaction"],
  ["permit", "eth_signTypedData_v4"],
]) {
  test(`a ${what} that the user rejects`, async () => {
    await becomeProvider(chain, 1, 1);
    const node = http(chain.rpcUrl)({ chain: anvil });
    const transport = custom({
      request: async (call) => {
        if (call.method === method) throw Object.assign(new Error("User denied"), { code: 4001 });
        return node.request(call);
      },
    });
    const walletClient = createWalletClient({ account: testAccount(1).address, chain: anvil, transport });
    const currency = what === "permit" ? BigInt(chain.addresses.BlackToken) : NATIVE;
    const error = await failure(deposit({ ...chain.clients(1), walletClient }, { currency, amount: 1n }));
    assert.equal(error.code, "REJECTED");
    assert.equal(error.message, "The request was rejected in the wallet; nothing was sent.");
  });
}

test("a wallet client without an account", async () => {
  const walletClient = createWalletClient({ chain: anvil, transport: http(chain.rpcUrl) });
  assert.equal((await failure(deposit({ ...chain.clients(1), walletClient }, amount))).code, "WALLET_MISSING");
});

test("more native coin than the account has", async () => {
  const error = await failure(deposit(chain.clients(1), { currency: NATIVE, amount: parseEther("1000000") }));
  assert.equal(error.code, "INSUFFICIENT_FUNDS");
});

test("a module that is not approved: the sentence says how much of what, and the fix", async () => {
  await deposit(chain.clients(2), { currency: NATIVE, amount: parseEther("1") });
  const error = await failure(createJob(chain.clients(2), sampleTerms()));
  assert.equal(error.code, "ERC6909InsufficientAllowance");
  assert.equal(error.message, `${chain.addresses.JobEscrow} may spend 0 ETH of your credits, but needs 0.1 ETH.`);
  assert.match(error.fix, /approveModule/);
});

test("a refusal outside of the actions is decoded too: viem's own error, a browser wallet's, ethers'", async () => {
  const { JobEscrow } = chain.addresses;
  const call = { address: JobEscrow, functionName: "cancel", args: [7n, packJob(unknownJob)] } as const;
  const abi = jobEscrowAbi.filter((item) => item.type === "function");
  const expected = "JobEscrow_StateMismatch";

  const viemError = await chain.publicClient.simulateContract({ ...call, abi }).catch((error: unknown) => error);
  assert.equal(describeError(viemError).code, expected);

  const data = revertData(viemError);
  assert.ok(data);
  const walletError = { code: -32603, message: "Internal JSON-RPC error.", data: { originalError: { code: 3, data } } };
  assert.equal(describeError(walletError).code, expected);

  const provider = new JsonRpcProvider(chain.rpcUrl);
  const escrow = new Contract(JobEscrow, jobEscrowAbi, provider);
  const ethersError = await escrow
    .getFunction("cancel")
    .staticCall(7n, packJob(unknownJob))
    .catch((error: unknown) => error);
  provider.destroy();
  assert.equal(describeError(ethersError).code, expected);
});

test("a purchase of what is not for sale says which model", async () => {
  const error = await failure(buyModel(chain.clients(2), { tokenId: 255n, currency: NATIVE, price: 1n }));
  assert.match(error.message, /model 0x00000000…0000ff/i);
});

test("another provider claims between simulation and inclusion: the one that lost hears that the job moved on", async () => {
  await depositAndApprove(chain.clients(2), {
    currency: NATIVE,
    amount: parseEther("1"),
    module: chain.addresses.JobEscrow,
  });
  await becomeProvider(chain, 3, 3);
  await becomeProvider(chain, 4, 4);
  const { jobId, job } = await createJob(chain.clients(2), sampleTerms());
  const node = http(chain.rpcUrl)({ chain: anvil });
  const transport = custom({
    request: async (call) => {
      if (call.method === "eth_sendRawTransaction") await claimJob(chain.clients(3), { jobId, job });
      return node.request(call);
    },
  });
  const walletClient = createWalletClient({ account: testAccount(4), chain: anvil, transport });
  const hashes: string[] = [];
  const clients = { ...chain.clients(4), walletClient, onTransaction: (hash: string) => hashes.push(hash) };
  const { code, message, fix } = await failure(claimJob(clients, { jobId, job }));
  assert.equal(hashes.length, 1, "it was sent, and included as refused");
  assert.deepEqual(
    [code, message, fix],
    [
      "JobEscrow_StateMismatch",
      `Job ${jobId} is final, unknown, or has moved on since it was read.`,
      "Read it again (getJob) and retry.",
    ],
  );
});
