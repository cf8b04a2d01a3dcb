import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Address, erc20Abi, parseEther, zeroAddress } from "viem";
import {
  ALL_STAKE,
  approveModule,
  buyLicence,
  buyModel,
  cancelJob,
  cancelListing,
  cancelUnbond,
  challengeJob,
  claimJob,
  collectEarnings,
  collectFees,
  createJob,
  currencyOf,
  delegate,
  deposit,
  depositAndApprove,
  FOR_EVER,
  getJob,
  grantLicence,
  JobStatus,
  listModel,
  mintModel,
  NATIVE,
  refundJob,
  requestUnbond,
  setAsk,
  setCapabilities,
  setCommission,
  setOffer,
  settleJob,
  sha256Hex,
  slashNoShow,
  submitResult,
  withdraw,
  withdrawUnbonded,
} from "../src/index.ts";
import { testAccount } from "./support/accounts.ts";
import { attest } from "./support/attest.ts";
import { becomeProvider, credits, giveBlack, sampleTerms } from "./support/money.ts";
import { startChain, type TestChain } from "./support/startChain.ts";

const DEVELOPER = 1;
const BUYER = 2;
const PROVIDER = 3;
const OPERATOR = 6;

let chain: TestChain;
let black: bigint;
before(async () => {
  chain = await startChain();
  black = currencyOf(chain.addresses.BlackToken);
  await becomeProvider(chain, PROVIDER, OPERATOR);
});
after(() => chain.stop());

const creditsOf = (index: number, currency: bigint) => credits(chain, testAccount(index).address, currency);

async function allowanceOf(token: Address, owner: Address): Promise<bigint> {
  const args = [owner, chain.addresses.Vault] as const;
  return chain.publicClient.readContract({ address: token, abi: erc20Abi, functionName: "allowance", args });
}

test("deposit and stake: one multicall by permit, exact balances, no approval left", async () => {
  const { address } = testAccount(PROVIDER);
  assert.equal(await creditsOf(PROVIDER, black), parseEther("300"));
  assert.equal(await credits(chain, chain.addresses.ProviderRegistry, black), parseEther("200"));
  assert.equal(await allowanceOf(chain.addresses.BlackToken, address), 0n);
  // Two transactions in all: the deposit with its approval, and the stake.
  assert.equal(await chain.publicClient.getTransactionCount({ address }), 2);
});

test("a job's whole life: create, claim, submit, settle, with exact payments", async () => {
  const { JobEscrow, Treasury } = chain.addresses;
  const clients = chain.clients(DEVELOPER);
  const hashes: string[] = [];
  await depositAndApprove(
    { ...clients, onTransaction: (hash) => hashes.push(hash) },
    { currency: NATIVE, amount: parseEther("1"), module: JobEscrow },
  );
  assert.equal(hashes.length, 2);

  const created = await createJob(clients, sampleTerms());
  const { jobId } = created;
  assert.equal(await credits(chain, JobEscrow, NATIVE), parseEther("0.1"));
  assert.deepEqual(await getJob(chain.publicClient, { escrow: JobEscrow, jobId }), created.job);

  const claimed = await claimJob(chain.clients(OPERATOR), { jobId, provider: testAccount(PROVIDER).address });
  assert.equal(claimed.job.status, JobStatus.Working);
  assert.equal(claimed.job.provider, testAccount(PROVIDER).address);

  const submitted = await submitResult(chain.clients(9), {
    jobId,
    ...(await attest(chain, jobId, claimed.job, OPERATOR)),
  });
  assert.equal(submitted.job.status, JobStatus.Pending);

  const settled = await settleJob(clients, { jobId });
  assert.equal(settled.job.status, JobStatus.Done);
  const pay = { provider: testAccount(PROVIDER).address, toProvider: parseEther("0.095"), fee: parseEther("0.005") };
  assert.deepEqual([settled.paid, settled.use], [[pay], undefined]);
  assert.equal(await creditsOf(DEVELOPER, NATIVE), parseEther("0.9"));
  assert.equal(await creditsOf(PROVIDER, NATIVE), parseEther("0.095"));
  const fees = await collectFees(chain.clients(9), { currency: NATIVE });
  assert.deepEqual(
    [fees.collected, fees.toReserve, fees.toTreasury],
    [parseEther("0.005"), parseEther("0.004"), parseEther("0.001")],
  );
  assert.equal(await credits(chain, Treasury, NATIVE), parseEther("0.001"));
  assert.equal(await credits(chain, JobEscrow, NATIVE), 0n);
  assert.deepEqual(await getJob(chain.publicClient, { escrow: JobEscrow, jobId }), settled.job);

  await withdraw(chain.clients(PROVIDER), {
    currency: NATIVE,
    amount: parseEther("0.095"),
    to: testAccount(8).address,
  });
  assert.equal(await chain.publicClient.getBalance({ address: testAccount(8).address }), parseEther("10000.095"));
});

test("a model's life: mint, list, buy with native coin, resell for $BLACK credits with royalty", async () => {
  const { ModelMarket, Treasury } = chain.addresses;
  const digest = sha256Hex(new TextEncoder().encode("manifest"));
  const { tokenId } = await mintModel(chain.clients(DEVELOPER), { digest, royaltyBps: 500 });
  assert.equal(tokenId, BigInt(digest));

  const before = { seller: await creditsOf(DEVELOPER, NATIVE), fees: await credits(chain, Treasury, NATIVE) };
  await listModel(chain.clients(DEVELOPER), { tokenId, currency: NATIVE, price: parseEther("2") });
  const bought = await buyModel(chain.clients(BUYER), { tokenId, currency: NATIVE, price: parseEther("2") });
  assert.deepEqual([bought.fee, bought.royalty], [parseEther("0.05"), 0n]);
  assert.equal((await creditsOf(DEVELOPER, NATIVE)) - before.seller, parseEther("1.95"));
  assert.equal((await credits(chain, Treasury, NATIVE)) - before.fees, parseEther("0.05"));

  await approveModule(chain.clients(PROVIDER), { module: ModelMarket });
  await listModel(chain.clients(BUYER), { tokenId, currency: NATIVE, price: parseEther("5") });
  const { epoch } = await listModel(chain.clients(BUYER), { tokenId, currency: black, price: parseEther("100") });
  assert.ok(epoch > 0);
  const resold = await buyModel(chain.clients(PROVIDER), { tokenId, currency: black, price: parseEther("100") });
  assert.equal(resold.royaltyReceiver, testAccount(DEVELOPER).address);
  assert.equal(await creditsOf(BUYER, black), parseEther("93.75"));
  assert.equal(await creditsOf(DEVELOPER, black), parseEther("5"));
  assert.equal(await credits(chain, Treasury, black), parseEther("1.25"));
  assert.equal(await creditsOf(PROVIDER, black), parseEther("200"));

  await listModel(chain.clients(PROVIDER), { tokenId, currency: NATIVE, price: 1n });
  await cancelListing(chain.clients(PROVIDER), { tokenId });
  await assert.rejects(buyModel(chain.clients(BUYER), { tokenId, currency: NATIVE, price: 1n }), {
    code: "ModelMarket_NotListed",
  });
});

test("every way out of a job that fails", async () => {
  const { JobEscrow } = chain.addresses;
  const clients = chain.clients(DEVELOPER);
  const provider = testAccount(PROVIDER).address;
  const start = await creditsOf(DEVELOPER, NATIVE);

  const cancelled = await createJob(clients, sampleTerms());
  assert.equal((await cancelJob(clients, cancelled)).job.status, JobStatus.Cancelled);

  const ignored = await createJob(clients, sampleTerms());
  await assert.rejects(refundJob(chain.clients(9), ignored), { code: "JobEscrow_DeadlineNotPassed" });
  await chain.increaseTime(3_601);
  assert.equal((await refundJob(chain.clients(9), ignored)).job.status, JobStatus.Refunded);

  const { jobId } = await createJob(clients, sampleTerms({ attempts: 1 }));
  await claimJob(chain.clients(OPERATOR), { jobId, provider });
  await chain.increaseTime(3_601);
  const { slashed, job } = await slashNoShow(chain.clients(9), { jobId });
  assert.equal(job.status, JobStatus.Refunded);
  assert.deepEqual(slashed, [{ provider, toRequester: parseEther("25"), toOthers: 0n, burned: parseEther("75") }]);
  assert.equal(await creditsOf(DEVELOPER, black), parseEther("30"));
  assert.equal(await creditsOf(DEVELOPER, NATIVE), start);
  assert.equal(await credits(chain, JobEscrow, NATIVE), 0n);
});

test("a challenge takes the bond from the challenger's credits", async () => {
  const clients = chain.clients(DEVELOPER);
  await giveBlack(chain, testAccount(DEVELOPER).address, parseEther("75"));
  await deposit(clients, { currency: black, amount: parseEther("75") });
  const { jobId } = await createJob(clients, sampleTerms());
  const { job } = await claimJob(chain.clients(OPERATOR), { jobId, provider: testAccount(PROVIDER).address });
  await submitResult(chain.clients(OPERATOR), { jobId, job, ...(await attest(chain, jobId, job, OPERATOR)) });
  const reason = sha256Hex(new TextEncoder().encode("wrong"));
  const challenged = await challengeJob(clients, { jobId, reason });
  const { dispute, status } = challenged.job;
  assert.deepEqual(
    [status, dispute?.challenger, dispute?.bond],
    [JobStatus.Disputed, testAccount(DEVELOPER).address, parseEther("100")],
  );
  assert.deepEqual(await getJob(chain.publicClient, { escrow: chain.addresses.JobEscrow, jobId }), challenged.job);
  assert.equal(await creditsOf(DEVELOPER, black), parseEther("5"));
});

test("unbonding: requested, taken back, refused before its time, withdrawn after it", async () => {
  await becomeProvider(chain, 4, 7);
  const clients = chain.clients(4);
  const { amount, unbondsAt } = await requestUnbond(clients, { amount: parseEther("50") });
  const { timestamp } = await chain.publicClient.getBlock();
  assert.deepEqual([amount, unbondsAt], [parseEther("50"), timestamp + 3_600n]);
  assert.equal((await cancelUnbond(clients)).amount, parseEther("50"));
  await requestUnbond(clients, { amount: parseEther("50") });
  await assert.rejects(withdrawUnbonded(clients), { code: "ProviderRegistry_StillUnbonding" });
  await chain.increaseTime(3_601);
  assert.equal((await withdrawUnbonded(clients)).amount, parseEther("50"));
  assert.equal(await creditsOf(4, black), parseEther("350"));
});

test("delegation: earnings are shared, the commission with the provider's own, and the stake comes back", async () => {
  const provider = testAccount(4).address;
  const holder = chain.clients(5);
  await giveBlack(chain, testAccount(5).address, parseEther("50"));
  const { ProviderRegistry, JobEscrow } = chain.addresses;
  await depositAndApprove(holder, { currency: black, amount: parseEther("50"), module: ProviderRegistry });
  await setCommission(chain.clients(4), { bps: 1_000 });
  await setAsk(chain.clients(7), { provider, currency: NATIVE, price: parseEther("0.2") });
  assert.equal((await delegate(holder, { provider, amount: parseEther("50") })).active, parseEther("200"));

  const { jobId } = await createJob(chain.clients(DEVELOPER), sampleTerms({ capabilities: 2n }));
  const claim = () => claimJob(chain.clients(7), { jobId, provider });
  await assert.rejects(claim(), { code: "ProviderRegistry_MissingCapabilities" });
  await setCapabilities(chain.clients(7), { provider, capabilities: 3n });
  await assert.rejects(claim(), { code: "ProviderRegistry_BelowAsk" });
  await setAsk(chain.clients(7), { provider, currency: NATIVE, price: 0n });
  const { job } = await claim();
  await submitResult(chain.clients(7), { jobId, job, ...(await attest(chain, jobId, job, 7)) });
  await settleJob(chain.clients(DEVELOPER), { jobId });

  // Of 0.095 ETH a tenth is commission; of the rest a quarter is the delegator's.
  const share = (parseEther("0.0855") * 50n) / 200n;
  const collected = await collectEarnings(holder, { provider, currency: NATIVE });
  assert.ok(share - collected.amount <= 1n && collected.amount <= share);
  assert.equal((await collectEarnings(holder, { provider, currency: NATIVE })).amount, 0n);
  const own = await collectEarnings(chain.clients(4), { currency: NATIVE });
  assert.ok(parseEther("0.095") - own.amount - collected.amount <= 2n);

  await requestUnbond(holder, { provider, amount: ALL_STAKE });
  await chain.increaseTime(3_601);
  const left = await withdrawUnbonded(chain.clients(9), { provider, holder: testAccount(5).address });
  assert.equal(left.amount, parseEther("50"));
  assert.equal(await credits(chain, JobEscrow, NATIVE), parseEther("0.1") + parseEther("0.005"));
});

test("licences: an offer, a use that a job pays for, a licence bought, one granted", async () => {
  const { Licences } = chain.addresses;
  const digest = sha256Hex(new TextEncoder().encode("another manifest"));
  const { tokenId: modelId } = await mintModel(chain.clients(BUYER), { digest, royaltyBps: 500 });
  const offer = {
    modelId,
    currency: NATIVE,
    usePrice: parseEther("0.01"),
    licencePrice: parseEther("1"),
    duration: 60,
  };
  await assert.rejects(setOffer(chain.clients(DEVELOPER), offer), { code: "Licences_NotOwner" });
  await setOffer(chain.clients(BUYER), offer);

  const provider = testAccount(4).address;
  const terms = sampleTerms({ modelId, usePrice: parseEther("0.02"), stakeLock: parseEther("1") });
  const cheap = { ...terms, usePrice: 1n };
  await assert.rejects(createJob(chain.clients(DEVELOPER), cheap), { code: "JobEscrow_UsePriceTooLow" });
  const { jobId, job } = await createJob(chain.clients(DEVELOPER), terms);
  assert.equal(job.terms.usePrice, parseEther("0.01"));
  const claimed = await claimJob(chain.clients(7), { jobId, provider });
  const result = await attest(chain, jobId, claimed.job, 7);
  await submitResult(chain.clients(9), { jobId, ...result });
  const { use } = await settleJob(chain.clients(DEVELOPER), { jobId });
  const owner = testAccount(BUYER).address;
  assert.deepEqual(use, { modelId, owner, usePrice: parseEther("0.01"), royalty: parseEther("0.0005") });

  await depositAndApprove(chain.clients(8), { currency: NATIVE, amount: parseEther("1"), module: Licences });
  const agreed = { modelId, currency: NATIVE, maxPrice: parseEther("1"), duration: 60 };
  await assert.rejects(buyLicence(chain.clients(8), { ...agreed, duration: 61 }), { code: "Licences_DurationChanged" });
  const bought = await buyLicence(chain.clients(8), agreed);
  const { timestamp } = await chain.publicClient.getBlock();
  assert.deepEqual([bought.price, bought.fee, bought.expires], [parseEther("1"), parseEther("0.025"), timestamp + 60n]);
  const granted = await grantLicence(chain.clients(BUYER), { modelId, holder: testAccount(8).address });
  assert.equal(granted.expires, FOR_EVER);
});

test("an allowance that exists is used; one that a failed deposit needed is taken back", async () => {
  const owner = testAccount(5).address;
  await giveBlack(chain, owner, parseEther("10"));
  const token = chain.addresses.BlackToken;
  const call = { address: token, abi: erc20Abi, functionName: "approve" } as const;
  await chain.wallet(5).writeContract({ ...call, args: [chain.addresses.Vault, parseEther("4")] });
  assert.equal(
    (await deposit(chain.clients(5), { currency: black, amount: parseEther("4") })).credited,
    parseEther("4"),
  );
  assert.equal(await allowanceOf(token, owner), 0n);

  await assert.rejects(deposit(chain.clients(5), { currency: black, amount: 1n, to: zeroAddress }), {
    code: "Vault_ZeroRecipient",
  });
  assert.equal(await allowanceOf(token, owner), 0n);
});
