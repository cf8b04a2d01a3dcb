import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  advancePanel,
  cancelJob,
  challengeJob,
  closeReveals,
  concludeJob,
  drawAudit,
  type JobStatusName,
  jobEscrowAbi,
  jobHash,
  querySubgraph,
  refundJob,
  settleJob,
  slashNoShow,
  waitForBlock,
} from "@blacktail/sdk";
import { type Hex, keccak256, toHex, zeroHash } from "viem";
import { dumpIndex } from "./support/dumpIndex.ts";
import { type IndexedChain, startIndexedChain } from "./support/indexedChain.ts";
import { JOB_FIELDS, type JobEntity, jobOfEntity } from "./support/jobOfEntity.ts";
import { BUYER, DEPLOYER, DEVELOPER, FIRST, SECOND, type Story, storyOn } from "./support/story.ts";
import { until } from "./support/until.ts";

/** How many blocks each reorganisation takes back. */
const DEPTH = 20;

describe("reorganisations of twenty blocks, with a job in every status", { timeout: 600_000 }, () => {
  let index: IndexedChain;
  let story: Story;

  before(async () => {
    index = await startIndexedChain();
    story = storyOn(index.chain);
    await index.chain.testClient.setIntervalMining({ interval: 0 });
    await index.chain.testClient.setAutomine(true);
    await story.fund();
  });
  after(() => index?.stop());

  const anyone = () => index.chain.clients(DEVELOPER);
  const pending = async (stages: number[] = []) => {
    const jobId = await story.create({ stages });
    await story.claim(jobId);
    await story.submit(jobId);
    await index.chain.testClient.mine({ blocks: 2 });
    return jobId;
  };
  const challenge = (jobId: bigint) =>
    challengeJob(index.chain.clients(DEPLOYER), { jobId, reason: keccak256(toHex("wrong")) });

  takenBack("a seat among replicas", "Open", "Open", () => story.create({ replicas: 2 }), {
    step: (jobId) => story.claim(jobId, FIRST),
    again: (jobId) => story.claim(jobId, SECOND),
  });
  takenBack("a claim", "Open", "Working", () => story.create(), {
    step: (jobId) => story.claim(jobId, FIRST),
    again: (jobId) => story.claim(jobId, SECOND),
  });
  takenBack(
    "the last commitment",
    "Working",
    "Revealing",
    async () => {
      const jobId = await story.create({ replicas: 2 });
      for (const party of [FIRST, SECOND]) await story.claim(jobId, party);
      await story.commit(jobId, SECOND);
      return jobId;
    },
    {
      step: (jobId) => story.commit(jobId, FIRST, "one"),
      again: (jobId) => story.commit(jobId, FIRST, "other"),
    },
  );
  takenBack(
    "reveals that do not agree",
    "Revealing",
    "Disputed",
    async () => {
      const jobId = await story.create({ replicas: 2 });
      for (const party of [FIRST, SECOND]) await story.claim(jobId, party);
      for (const party of [FIRST, SECOND]) await story.commit(jobId, party, `of ${party.index}`);
      await story.reveal(jobId, FIRST, `of ${FIRST.index}`);
      return jobId;
    },
    {
      async step(jobId) {
        await story.reveal(jobId, SECOND, `of ${SECOND.index}`);
        await closeReveals(anyone(), { jobId });
      },
    },
  );
  takenBack(
    "a result",
    "Working",
    "Pending",
    async () => {
      const jobId = await story.create();
      await story.claim(jobId);
      return jobId;
    },
    {
      step: (jobId) => story.submit(jobId, FIRST, "one"),
      again: (jobId) => story.submit(jobId, FIRST, "other"),
    },
  );
  takenBack(
    "a stage's end",
    "Pending",
    "Open",
    () => pending([1, 2]),
    {
      step: (jobId) => settleJob(index.chain.clients(BUYER), { jobId }),
      again: (jobId) => challenge(jobId),
    },
    "Disputed",
  );
  takenBack("an audit's draw", "Pending", "Audited", pending, { step: (jobId) => drawAudit(anyone(), { jobId }) });
  takenBack(
    "an audit's end",
    "Audited",
    "Pending",
    async () => {
      const jobId = await pending();
      await drawAudit(anyone(), { jobId });
      await story.decide(await story.panelOf(jobId), 1);
      return jobId;
    },
    {
      step: (jobId) => concludeJob(anyone(), { jobId }),
    },
  );
  takenBack(
    "a challenge",
    "Pending",
    "Disputed",
    pending,
    {
      step: challenge,
      again: (jobId) => settleJob(index.chain.clients(BUYER), { jobId }),
    },
    "Done",
  );
  takenBack(
    "a verdict with the votes before it",
    "Disputed",
    "Open",
    async () => {
      const jobId = await pending();
      await challenge(jobId);
      return jobId;
    },
    {
      async step(jobId) {
        await story.decide(await story.panelOf(jobId), 0);
        await concludeJob(anyone(), { jobId });
      },
      async again(jobId) {
        await story.decide(await story.panelOf(jobId), 1);
        await concludeJob(anyone(), { jobId });
      },
    },
    "Done",
  );
  takenBack(
    "a panel drawn again",
    "Disputed",
    "Disputed",
    async () => {
      const jobId = await pending();
      await challenge(jobId);
      await index.chain.increaseTime(301);
      return jobId;
    },
    {
      step: async (jobId) => advancePanel(anyone(), { panelId: await story.panelOf(jobId) }),
    },
  );
  takenBack(
    "a no-show",
    "Working",
    "Open",
    async () => {
      const jobId = await story.create();
      await story.claim(jobId);
      await index.chain.increaseTime(3_601);
      return jobId;
    },
    {
      step: (jobId) => slashNoShow(anyone(), { jobId }),
    },
  );
  takenBack("a job's end", "Pending", "Done", pending, {
    step: (jobId) => settleJob(index.chain.clients(BUYER), { jobId }),
  });
  takenBack(
    "a cancellation",
    "Open",
    "Cancelled",
    () => story.create(),
    {
      step: (jobId) => cancelJob(index.chain.clients(BUYER), { jobId }),
      again: (jobId) => story.claim(jobId),
    },
    "Working",
  );
  takenBack(
    "a refund",
    "Open",
    "Refunded",
    async () => {
      const jobId = await story.create();
      await index.chain.increaseTime(3_601);
      return jobId;
    },
    {
      step: (jobId) => refundJob(anyone(), { jobId }),
    },
  );

  it("takes back a job itself, and gives its number to another", async () => {
    const { testClient } = index.chain;
    const start = await index.chain.publicClient.getBlockNumber();
    await caughtUp();
    const kept = await dumpIndex(index.subgraphUrl);
    const jobId = await story.create();
    await fill(start);
    assert.equal((await entityOf(jobId))?.status, "Open");
    await testClient.request({ method: "anvil_reorg" as never, params: [DEPTH, []] as never });
    await testClient.mine({ blocks: 2 });
    await caughtUp();
    assert.equal(await entityOf(jobId), null);
    assert.deepEqual(await dumpIndex(index.subgraphUrl), kept);
    assert.equal(await story.create({ stages: [1, 1] }), jobId);
    await assertRebuilt(jobId);
  });

  it("has in the end what an index has that never saw a block that was taken back", async () => {
    await caughtUp();
    const dump = await dumpIndex(index.subgraphUrl);
    assert.ok((dump.jobs?.length ?? 0) > 12);
    assert.deepEqual(await dumpIndex(await index.indexAfresh()), dump);
  });

  type Steps = { step: (jobId: bigint) => Promise<unknown>; again?: (jobId: bigint) => Promise<unknown> };

  /**
   * A test of a step from one status to another that a reorganisation takes back: the index must then be as it was, and follow what
   * happens instead, `again` or the same step in another block.
   */
  function takenBack(
    what: string,
    from: JobStatusName,
    to: JobStatusName,
    prepare: () => Promise<bigint>,
    { step, again = step }: Steps,
    instead: JobStatusName = to,
  ): void {
    it(`takes back ${what}: ${from}, not ${to}`, async () => {
      const { testClient, publicClient } = index.chain;
      const jobId = await prepare();
      const start = await publicClient.getBlockNumber();
      await caughtUp();
      const kept = await dumpIndex(index.subgraphUrl);
      assert.equal((await assertRebuilt(jobId)).status, from);

      await step(jobId);
      await fill(start);
      assert.equal((await assertRebuilt(jobId)).status, to);
      assert.notDeepEqual(await dumpIndex(index.subgraphUrl), kept);

      await testClient.request({ method: "anvil_reorg" as never, params: [DEPTH, []] as never });
      // graph-node follows the other branch once that is longer.
      await testClient.mine({ blocks: 2 });
      await caughtUp();
      assert.equal((await assertRebuilt(jobId)).status, from);
      assert.deepEqual(await dumpIndex(index.subgraphUrl), kept);

      await again(jobId);
      assert.equal((await assertRebuilt(jobId)).status, instead);
    });
  }

  /**
   * Empty blocks until there are as many after `start` as the reorganisation takes. Few at a time: graph-node keeps ten that it sees at
   * once, and anvil, unlike a real node, forgets at once what it takes back.
   */
  async function fill(start: bigint) {
    const { testClient, publicClient } = index.chain;
    for (;;) {
      await caughtUp();
      const left = DEPTH - Number((await publicClient.getBlockNumber()) - start);
      assert.ok(left >= 0, `${DEPTH - left} blocks are more than a reorganisation takes back`);
      if (left === 0) return;
      await testClient.mine({ blocks: Math.min(left, 5) });
    }
  }

  /** Waits for the chain's newest block, by its hash: after a reorganisation numbers alone say little. */
  async function caughtUp() {
    const { number, hash } = await index.chain.publicClient.getBlock();
    await waitForBlock(index.subgraphUrl, number);
    await until("the newest block", async () => {
      const query = "{ _meta { block { hash } } }";
      const { _meta } = await querySubgraph<{ _meta: { block: { hash: Hex } } }>(index.subgraphUrl, query);
      return _meta.block.hash === hash;
    });
  }

  async function entityOf(jobId: bigint): Promise<JobEntity | null> {
    const query = `{ job(id: "${jobId}") { ${JOB_FIELDS} } }`;
    return (await querySubgraph<{ job: JobEntity | null }>(index.subgraphUrl, query)).job;
  }

  /** The job as indexed, whose words must be those whose hash the chain keeps; of a final one it keeps none. */
  async function assertRebuilt(jobId: bigint): Promise<JobEntity> {
    await caughtUp();
    const entity = await entityOf(jobId);
    assert.ok(entity);
    const call = { address: index.chain.addresses.JobEscrow, abi: jobEscrowAbi, functionName: "jobHash" } as const;
    const kept = await index.chain.publicClient.readContract({ ...call, args: [jobId] });
    const final = ["Done", "Refunded", "Cancelled"].includes(entity.status);
    assert.equal(kept, final ? zeroHash : jobHash(jobOfEntity(entity)));
    return entity;
  }
});
