import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  buyModel,
  cancelJob,
  challengeJob,
  closeReveals,
  collectEarnings,
  collectFees,
  concludeJob,
  delegate,
  depositAndApprove,
  digestJson,
  digestToCid,
  drawAudit,
  grantLicence,
  jobEscrowAbi,
  jobHash,
  listModel,
  mintModel,
  modelRegistryAbi,
  NATIVE,
  querySubgraph,
  refundJob,
  requestUnbond,
  setAsk,
  setCapabilities,
  setCommission,
  setOffer,
  settleJob,
  slashNoShow,
} from "@blacktail/sdk";
import { type Hex, keccak256, parseEther, toHex } from "viem";
import { indexStatus } from "../lib/graphNode.ts";
import { assertAgreesWithChain } from "./support/assertAgreesWithChain.ts";
import { type IndexedChain, startIndexedChain } from "./support/indexedChain.ts";
import { JOB_FIELDS, type JobEntity, jobOfEntity } from "./support/jobOfEntity.ts";
import { manifestOf, putJson } from "./support/manifests.ts";
import { BUYER, DEPLOYER, DEVELOPER, FIRST, LOCK, SECOND, storyOn } from "./support/story.ts";
import { until } from "./support/until.ts";

const PRICE = parseEther("2") + 7n;

describe("the subgraph on a real graph-node", { timeout: 600_000 }, () => {
  let index: IndexedChain;
  let story: ReturnType<typeof storyOn>;

  before(async () => {
    index = await startIndexedChain();
    story = storyOn(index.chain);
    await story.fund();
  });
  after(() => index?.stop());

  const ask = <T>(query: string) => querySubgraph<T>(index.subgraphUrl, query);
  const caughtUp = () => index.caughtUp();
  const lower = (account: number) => story.addressOf(account).toLowerCase();

  it("knows what the deployment set up", async (t) => {
    t.diagnostic(`published and deployed in ${index.publishMs.toFixed(0)} ms`);
    await caughtUp();
    const { protocol, feeSchedules, roleMembers, currencies } = await ask<Record<string, unknown>>(`{
      protocol(id: "blacktail") { blackSupply providers staked }
      feeSchedules(orderBy: id) { id bps blackBps }
      roleMembers(where: { active: true }) { role { id } }
      currencies(orderBy: symbol) { symbol decimals credits }
    }`);
    assert.deepEqual(protocol, { blackSupply: String(10n ** 27n), providers: 3, staked: String(parseEther("600")) });
    assert.deepEqual(feeSchedules, [
      { id: "Compute", bps: 500, blackBps: 250 },
      { id: "Hub", bps: 2000, blackBps: 1000 },
      { id: "Market", bps: 250, blackBps: 125 },
    ]);
    assert.equal((roleMembers as unknown[]).length, 1);
    assert.deepEqual(currencies, [
      { symbol: "BLACK", decimals: 18, credits: String(parseEther("2500")) },
      { symbol: "ETH", decimals: 18, credits: String(parseEther("50")) },
    ]);
  });

  it("follows a model from its mint to its sale, and reads its card from storage", async () => {
    const manifest = manifestOf(story.addressOf(DEVELOPER));
    const digest = digestJson(manifest);
    assert.equal(await putJson(index.storageApi, manifest), digestToCid(digest));
    const { tokenId } = await mintModel(index.chain.clients(DEVELOPER), { digest, royaltyBps: 500 });
    await listModel(index.chain.clients(DEVELOPER), { tokenId, currency: NATIVE, price: PRICE + 1n });
    await listModel(index.chain.clients(DEVELOPER), { tokenId, currency: NATIVE, price: PRICE });
    await buyModel(index.chain.clients(BUYER), { tokenId, currency: NATIVE, price: PRICE });
    await listModel(index.chain.clients(BUYER), { tokenId, currency: story.black, price: 5n });
    const { ModelRegistry: address } = index.chain.addresses;
    const to = story.addressOf(DEPLOYER);
    const hash = await index.chain.wallet(BUYER).writeContract({
      address,
      abi: modelRegistryAbi,
      functionName: "transferFrom",
      args: [story.addressOf(BUYER), to, tokenId],
    });
    await index.chain.publicClient.waitForTransactionReceipt({ hash });
    await caughtUp();

    type Model = {
      cid: string;
      epoch: number;
      listing: null;
      owner: { id: Hex };
      creator: { id: Hex };
      listings: { price: string; state: string }[];
      sales: { price: string; proceeds: string; fee: string; royalty: string }[];
    };
    const { model } = await ask<{ model: Model }>(`{ model(id: "${tokenId}") {
      cid epoch listing { id } owner { id } creator { id }
      listings(orderBy: listedAt) { price state }
      sales { price proceeds fee royalty }
    } }`);
    assert.equal(model.cid, digestToCid(digest));
    assert.equal(model.epoch, 2);
    assert.equal(model.listing, null);
    assert.equal(model.owner.id, to.toLowerCase());
    assert.equal(model.creator.id, lower(DEVELOPER));
    assert.deepEqual(Object.fromEntries(model.listings.map(({ price, state }) => [price, state])), {
      [String(PRICE + 1n)]: "Replaced",
      [String(PRICE)]: "Sold",
      5: "Stale",
    });
    const [sale] = model.sales;
    assert.ok(sale);
    assert.equal(BigInt(sale.fee), (PRICE * 250n) / 10_000n);
    // The creator is the seller here, so that no royalty is due.
    assert.equal(sale.royalty, "0");
    assert.equal(BigInt(sale.proceeds) + BigInt(sale.fee) + BigInt(sale.royalty), PRICE);

    const card = await until("the card", async () => {
      type Card = { card: Record<string, unknown> | null };
      const answer = await ask<{ model: Card }>(
        `{ model(id: "${tokenId}") { card { valid name target classes metricsJson metrics(orderBy: name) { name value } } } }`,
      );
      if (answer.model.card !== null) return answer.model.card;
      // A file's content is applied with the next block.
      await index.chain.testClient.mine({ blocks: 1 });
      await caughtUp();
    });
    assert.deepEqual(card, {
      valid: true,
      name: "Tumour triage",
      target: "outcome",
      classes: ["benign", "malignant"],
      metricsJson: '{"accuracy":0.97,"loss":0.081}',
      metrics: [
        { name: "accuracy", value: "0.97" },
        { name: "loss", value: "0.081" },
      ],
    });
    const { searchCards } = await ask<{ searchCards: { name: string }[] }>('{ searchCards(text: "triage") { name } }');
    assert.deepEqual(searchCards, [{ name: "Tumour triage" }]);
  });

  it("keeps jobs so that each can be rebuilt to the hash on chain, in every status", async () => {
    const { clients, increaseTime, testClient } = index.chain;
    const pending = async (terms: Parameters<typeof story.create>[0] = {}) => {
      const jobId = await story.create(terms);
      await story.claim(jobId);
      await story.submit(jobId);
      return jobId;
    };
    const open = await story.create();
    const seated = await story.create({ replicas: 3 });
    await story.claim(seated, SECOND);
    await story.claim(seated, FIRST);
    const working = await story.create();
    await story.claim(working);
    const committed = await story.create({ replicas: 2 });
    for (const party of [FIRST, SECOND]) await story.claim(committed, party);
    await story.commit(committed, SECOND);
    const revealing = await story.create({ replicas: 2, attempts: 1 });
    for (const party of [FIRST, SECOND]) await story.claim(revealing, party);
    for (const party of [FIRST, SECOND]) await story.commit(revealing, party);
    await story.reveal(revealing, FIRST);
    const agreed = await pending();
    const next = await pending({ stages: [1, 2] });
    await settleJob(clients(BUYER), { jobId: next });
    await testClient.mine({ blocks: 2 });
    const audited = await pending();
    await testClient.mine({ blocks: 2 });
    await drawAudit(clients(DEVELOPER), { jobId: audited });
    const disputed = await pending();
    const reason = keccak256(toHex("wrong"));
    await challengeJob(clients(DEPLOYER), { jobId: disputed, reason });
    const passed = await pending();
    await testClient.mine({ blocks: 2 });
    await drawAudit(clients(DEVELOPER), { jobId: passed });
    await story.decide(await story.panelOf(passed), 1);
    await concludeJob(clients(DEVELOPER), { jobId: passed });
    await caughtUp();
    assert.equal((await assertRebuilt(passed)).audited, true);
    await assertAgrees();
    // Its auditors answer for what they passed.
    await challengeJob(clients(DEPLOYER), { jobId: passed, reason });
    await caughtUp();
    const all = { open, seated, working, committed, revealing, agreed, next, audited, disputed, passed };
    const statuses: Record<string, string> = {};
    for (const [name, jobId] of Object.entries(all)) statuses[name] = (await assertRebuilt(jobId)).status;
    assert.deepEqual(statuses, {
      open: "Open",
      seated: "Open",
      working: "Working",
      committed: "Working",
      revealing: "Revealing",
      agreed: "Pending",
      next: "Open",
      audited: "Audited",
      disputed: "Disputed",
      passed: "Disputed",
    });
    await assertAgrees();

    await cancelJob(clients(BUYER), { jobId: open });
    await settleJob(clients(BUYER), { jobId: agreed });
    await story.decide(await story.panelOf(audited), 1);
    await concludeJob(clients(DEVELOPER), { jobId: audited });
    await caughtUp();
    assert.equal((await assertRebuilt(audited)).audited, true);
    const panels = await Promise.all([disputed, passed].map(story.panelOf));
    await story.abandon(panels);
    for (const jobId of [disputed, passed]) await concludeJob(clients(DEVELOPER), { jobId });
    await increaseTime(3_601);
    await slashNoShow(clients(DEVELOPER), { jobId: working });
    await slashNoShow(clients(DEVELOPER), { jobId: committed });
    await closeReveals(clients(DEVELOPER), { jobId: revealing });
    await caughtUp();
    for (const jobId of [working, committed, revealing]) await assertRebuilt(jobId);
    await increaseTime(3_601);
    for (const jobId of [seated, working, committed, next]) await refundJob(clients(DEVELOPER), { jobId });
    for (const jobId of [revealing, audited]) await settleJob(clients(DEVELOPER), { jobId });
    await caughtUp();

    type Dispute = { state: string; reason: Hex; panel: { phase: string; round: number } };
    const { job } = await ask<{ job: { dispute: Dispute; events: { kind: string }[] } }>(`{ job(id: "${disputed}") {
      dispute { state reason panel { phase round } } events(orderBy: number) { kind }
    } }`);
    assert.deepEqual(job.dispute, { state: "Void", reason, panel: { phase: "Void", round: 1 } });
    assert.deepEqual(
      job.events.map(({ kind }) => kind),
      ["Created", "Claimed", "Submitted", "Disputed", "Voided", "Refunded"],
    );
    await assertAgrees();
  });

  it("follows disputes to either verdict, and replicas that differ", async () => {
    const { clients } = index.chain;
    const verdicts: Record<string, unknown>[] = [];
    for (const vote of [1, 0]) {
      const jobId = await story.create({ attempts: 1 });
      await story.claim(jobId);
      await story.submit(jobId);
      await challengeJob(clients(DEPLOYER), { jobId, reason: keccak256("0x09") });
      await story.decide(await story.panelOf(jobId), vote);
      await concludeJob(clients(DEVELOPER), { jobId });
      verdicts.push({ jobId, vote });
    }
    const split = await story.create({ replicas: 2 });
    for (const party of [FIRST, SECOND]) await story.claim(split, party);
    for (const party of [FIRST, SECOND]) await story.commit(split, party, `of ${party.index}`);
    for (const party of [FIRST, SECOND]) await story.reveal(split, party, `of ${party.index}`);
    await closeReveals(clients(DEVELOPER), { jobId: split });
    await story.decide(await story.panelOf(split), 0b10);
    await concludeJob(clients(DEVELOPER), { jobId: split });
    await caughtUp();

    type Slash = Record<"amount" | "toRequester" | "toFinder" | "toReferees" | "burned", string>;
    type Job = { status: string; dispute: { state: string; accepted: number }; slashes: Slash[] };
    const jobs = await Promise.all(
      [...verdicts.map(({ jobId }) => jobId), split].map(async (jobId) => {
        const fields = "status dispute { state accepted } slashes { amount toRequester toFinder toReferees burned }";
        return (await ask<{ job: Job }>(`{ job(id: "${jobId}") { ${fields} } }`)).job;
      }),
    );
    const parts = (...shares: bigint[]) =>
      Object.fromEntries(
        ["amount", "toRequester", "toFinder", "toReferees", "burned"].map((name, i) => [name, String(shares[i])]),
      );
    assert.deepEqual(jobs, [
      { status: "Done", dispute: { state: "Decided", accepted: 1 }, slashes: [] },
      {
        status: "Refunded",
        dispute: { state: "Decided", accepted: 0 },
        slashes: [parts(LOCK, LOCK / 4n, (LOCK * 3n) / 8n, (LOCK * 3n) / 16n, (LOCK * 3n) / 16n)],
      },
      {
        status: "Done",
        dispute: { state: "Decided", accepted: 2 },
        slashes: [parts(LOCK, LOCK / 4n, 0n, (LOCK * 3n) / 8n, (LOCK * 3n) / 8n)],
      },
    ]);
    await assertAgrees();
  });

  it("knows who delegates what to whom, and what a model's use costs", async () => {
    const { clients, addresses } = index.chain;
    const module = addresses.ProviderRegistry;
    await depositAndApprove(clients(DEPLOYER), { currency: story.black, amount: parseEther("70"), module });
    const provider = story.addressOf(FIRST.index);
    await setCommission(clients(FIRST.index), { bps: 1_000 });
    await delegate(clients(DEPLOYER), { provider, amount: parseEther("70") });
    await setAsk(clients(FIRST.operator), { provider, currency: NATIVE, price: 5n });
    await setCapabilities(clients(FIRST.operator), { provider, capabilities: 6n });

    const digest = keccak256(toHex("a model to use"));
    const { tokenId } = await mintModel(clients(DEVELOPER), { digest, royaltyBps: 500 });
    await setOffer(clients(DEVELOPER), {
      modelId: tokenId,
      currency: NATIVE,
      usePrice: 1_000n,
      licencePrice: 0n,
      duration: 0,
    });
    await grantLicence(clients(DEVELOPER), { modelId: tokenId, holder: story.addressOf(DEPLOYER) });
    const jobId = await story.create({ modelId: tokenId, usePrice: 1_000n });
    await story.claim(jobId);
    await story.submit(jobId);
    await settleJob(clients(BUYER), { jobId });
    await collectEarnings(clients(DEPLOYER), { provider, currency: NATIVE });
    await requestUnbond(clients(DEPLOYER), { provider, amount: parseEther("30") });
    await collectFees(clients(DEVELOPER), { currency: NATIVE });
    await caughtUp();

    type Answer = {
      job: { usePaid: string; model: { useCount: number } };
      model: { tenure: { offers: { usePrice: string }[] }; licences: { expires: null; holder: { id: Hex } }[] };
      provider: { earnings: { shared: string; stages: number }[]; asks: { price: string }[]; commissionBps: number };
    };
    const {
      job,
      model,
      provider: shown,
    } = await ask<Answer>(`{
      job(id: "${jobId}") { usePaid model { useCount } }
      model(id: "${tokenId}") { tenure { offers { usePrice } } licences { expires holder { id } } }
      provider(id: "${lower(FIRST.index)}") { commissionBps asks { price } earnings { shared stages } }
    }`);
    assert.deepEqual(job, { usePaid: "1000", model: { useCount: 1 } });
    assert.deepEqual(model, {
      tenure: { offers: [{ usePrice: "1000" }] },
      licences: [{ expires: null, holder: { id: lower(DEPLOYER) } }],
    });
    assert.deepEqual([shown.commissionBps, shown.asks], [1_000, [{ price: "5" }]]);
    assert.ok(BigInt(shown.earnings[0]?.shared ?? 0) > 0n);
    await assertAgrees();
  });

  it("keeps its index over a stop and over a kill", async () => {
    const query = '{ protocol(id: "blacktail") { jobs accounts updatedAt } }';
    const kept = await ask(query);
    const { block } = (await indexStatus(index.ports, index.cid)) ?? {};
    for (const again of [index.restartGraphNode, index.killGraphNode]) {
      await again();
      const status = await until("the deployment", () => indexStatus(index.ports, index.cid));
      assert.equal(status.health, "healthy");
      assert.ok((status.block ?? -1) >= (block ?? 0), `at ${status.block}, was at ${block}`);
      assert.deepEqual(await ask(query), kept);
    }
    const jobId = await story.create();
    await caughtUp();
    await assertRebuilt(jobId);
  });

  /** The job as indexed, whose words must be those whose hash the chain keeps. */
  async function assertRebuilt(jobId: bigint): Promise<JobEntity> {
    const { job } = await ask<{ job: JobEntity }>(`{ job(id: "${jobId}") { ${JOB_FIELDS} } }`);
    const call = { address: index.chain.addresses.JobEscrow, abi: jobEscrowAbi, functionName: "jobHash" } as const;
    assert.equal(jobHash(jobOfEntity(job)), await index.chain.publicClient.readContract({ ...call, args: [jobId] }));
    return job;
  }

  const assertAgrees = () => assertAgreesWithChain(index);
});
