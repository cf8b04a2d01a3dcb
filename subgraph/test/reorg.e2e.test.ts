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
} from "@blacktail/sdk";
import { keccak256, toHex, zeroHash } from "viem";
import { dumpIndex } from "./support/dumpIndex.ts";
import { type IndexedChain, startIndexedChain } from "./support/indexedChain.ts";
import { JOB_FIELDS, type JobEntity, jobOfEntity } from "./support/jobOfEntity.ts";
import {
  BUYER,
  DEPLOYER,
  DEVELOPER,
  FIRST,
  type Party,
  SEATING,
  SECOND,
  type Story,
  storyOn,
} from "./support/story.ts";

/** How many blocks each reorganisation takes back. */
const DEPTH = 20;

/** A step of a job of its own from one status to another, that a reorganisation takes back. */
type Taken = {
  what: string;
  from: JobStatusName;
  to: JobStatusName;
  /** Brings a job to where the step begins. @returns its number */
  prepare: () => Promise<bigint>;
  step: (jobId: bigint) => Promise<unknown>;
  /** What happens after the reorganisation instead: the same step in another block where nothing is said. */
  again?: (jobId: bigint) => Promise<unknown>;
  /** The status then, where it is not `to`. */
  instead?: JobStatusName;
};

describe("reorganisations of twenty blocks, with a job in every status", { timeout: 600_000 }, () => {
  let index: IndexedChain;
  let story: Story;

  before(async () => {
    index = await startIndexedChain();
    story = storyOn(index.chain);
    await story.fund();
  });
  after(() => index?.stop());

  const escrow = () => ({ address: index.chain.addresses.JobEscrow, abi: jobEscrowAbi }) as const;
  const anyone = () => index.chain.clients(DEVELOPER);
  const requester = () => index.chain.clients(BUYER);
  const working = async (terms: Parameters<Story["create"]>[0] = {}, parties: Party[] = [FIRST]) => {
    const jobId = await story.create({ replicas: parties.length, ...terms });
    for (const party of parties) await story.claim(jobId, party);
    return jobId;
  };
  const pending = async (stages: number[] = []) => {
    const jobId = await working({ stages });
    await story.submit(jobId);
    return jobId;
  };
  const challenge = (jobId: bigint) =>
    challengeJob(index.chain.clients(DEPLOYER), { jobId, reason: keccak256(toHex("wrong")) });
  const challenged = async () => {
    const jobId = await pending();
    await challenge(jobId);
    return jobId;
  };
  const drawn = async () => {
    const jobId = await pending();
    // The lot is known from the second block after the result on.
    await index.chain.testClient.mine({ blocks: 2 });
    await drawAudit(anyone(), { jobId });
    return jobId;
  };
  const decided = async (jobId: bigint, vote: number) => {
    await story.decide(await story.panelOf(jobId), vote);
    await concludeJob(anyone(), { jobId });
  };

  // Time passes for all jobs, so that what is late comes first.
  takenBack("requesters and providers", [
    {
      what: "a no-show",
      from: "Working",
      to: "Open",
      async prepare() {
        const jobId = await working({ workPeriod: 60 });
        await index.chain.increaseTime(61);
        return jobId;
      },
      step: (jobId) => slashNoShow(anyone(), { jobId }),
    },
    {
      what: "a refund",
      from: "Open",
      to: "Refunded",
      async prepare() {
        const jobId = await story.create({ claimPeriod: 60 });
        await index.chain.increaseTime(61);
        return jobId;
      },
      step: (jobId) => refundJob(anyone(), { jobId }),
    },
    {
      what: "a seat among replicas",
      from: "Open",
      to: "Open",
      prepare: () => story.create({ replicas: 2 }),
      step: (jobId) => story.claim(jobId, FIRST),
      again: (jobId) => story.claim(jobId, SECOND),
    },
    {
      what: "a claim",
      from: "Open",
      to: "Working",
      prepare: () => story.create(),
      step: (jobId) => story.claim(jobId, FIRST),
      again: (jobId) => story.claim(jobId, SECOND),
    },
    {
      what: "the last commitment",
      from: "Working",
      to: "Revealing",
      async prepare() {
        const jobId = await working({}, [FIRST, SECOND]);
        await story.commit(jobId, SECOND);
        return jobId;
      },
      step: (jobId) => story.commit(jobId, FIRST, "one"),
      again: (jobId) => story.commit(jobId, FIRST, "other"),
    },
    {
      what: "a result",
      from: "Working",
      to: "Pending",
      prepare: working,
      step: (jobId) => story.submit(jobId, FIRST, "one"),
      again: (jobId) => story.submit(jobId, FIRST, "other"),
    },
    {
      what: "a stage's end",
      from: "Pending",
      to: "Open",
      prepare: () => pending([1, 2]),
      step: (jobId) => settleJob(requester(), { jobId }),
      again: challenge,
      instead: "Disputed",
    },
    {
      what: "a job's end",
      from: "Pending",
      to: "Done",
      prepare: pending,
      step: (jobId) => settleJob(requester(), { jobId }),
    },
    {
      what: "a cancellation",
      from: "Open",
      to: "Cancelled",
      prepare: () => story.create(),
      step: (jobId) => cancelJob(requester(), { jobId }),
      again: (jobId) => story.claim(jobId),
      instead: "Working",
    },
    {
      // Last, as its number is that of the next job; another one then gets it.
      what: "a job itself",
      from: "None",
      to: "Open",
      async prepare() {
        return (await index.chain.publicClient.readContract({ ...escrow(), functionName: "jobCount" })) + 1n;
      },
      step: () => story.create(),
      again: () => story.create({ stages: [1, 1] }),
    },
  ]);

  takenBack("panels and who calls them", [
    {
      what: "a panel drawn again",
      from: "Disputed",
      to: "Disputed",
      async prepare() {
        const jobId = await challenged();
        await index.chain.increaseTime(SEATING + 1);
        return jobId;
      },
      step: async (jobId) => advancePanel(anyone(), { panelId: await story.panelOf(jobId) }),
    },
    {
      what: "an audit's draw",
      from: "Pending",
      to: "Audited",
      prepare: pending,
      step: (jobId) => drawAudit(anyone(), { jobId }),
    },
    {
      what: "an audit's end",
      from: "Audited",
      to: "Pending",
      async prepare() {
        const jobId = await drawn();
        await story.decide(await story.panelOf(jobId), 1);
        return jobId;
      },
      step: (jobId) => concludeJob(anyone(), { jobId }),
    },
    {
      what: "a challenge",
      from: "Pending",
      to: "Disputed",
      prepare: pending,
      step: challenge,
      again: (jobId) => settleJob(requester(), { jobId }),
      instead: "Done",
    },
    {
      what: "reveals that do not agree",
      from: "Revealing",
      to: "Disputed",
      async prepare() {
        const jobId = await working({}, [FIRST, SECOND]);
        for (const party of [FIRST, SECOND]) await story.commit(jobId, party, `of ${party.index}`);
        await story.reveal(jobId, FIRST, `of ${FIRST.index}`);
        return jobId;
      },
      async step(jobId) {
        await story.reveal(jobId, SECOND, `of ${SECOND.index}`);
        await closeReveals(anyone(), { jobId });
      },
    },
    {
      what: "a verdict with the votes before it",
      from: "Disputed",
      to: "Open",
      prepare: challenged,
      step: (jobId) => decided(jobId, 0),
      again: (jobId) => decided(jobId, 1),
      instead: "Done",
    },
  ]);

  it("has in the end what an index has that never saw a block that was taken back", async () => {
    await index.caughtUp();
    const dump = await dumpIndex(index.subgraphUrl);
    assert.ok((dump.jobs?.length ?? 0) > 12);
    assert.deepEqual(await dumpIndex(await index.indexAfresh()), dump);
  });

  /**
   * Tests of steps that one reorganisation takes back together: the index must then be as it was before any of them, and follow what happens
   * instead.
   */
  function takenBack(by: string, steps: Taken[]): void {
    describe(`steps of ${by}`, () => {
      const seen: Record<string, JobStatusName[]> = Object.fromEntries(steps.map(({ what }) => [what, []]));
      const dumps: Record<string, unknown[]>[] = [];

      before(async () => {
        const { testClient, publicClient } = index.chain;
        const jobIds: bigint[] = [];
        for (const { prepare } of steps) jobIds.push(await prepare());
        const each = () => steps.map((taken, i) => ({ ...taken, jobId: jobIds[i] ?? 0n }));
        const look = async () => {
          await index.caughtUp();
          for (const { what, jobId } of each()) seen[what]?.push(await statusOf(jobId));
          dumps.push(await dumpIndex(index.subgraphUrl));
        };
        // The seeds of lots and panels are known from the second block on.
        await testClient.mine({ blocks: 2 });
        await look();

        const start = await publicClient.getBlockNumber();
        for (const { step, jobId } of each()) {
          await step(jobId);
          await index.caughtUp();
        }
        await fill(start);
        await look();

        await testClient.request({ method: "anvil_reorg" as never, params: [DEPTH, []] as never });
        // graph-node follows the other branch once that is longer.
        await testClient.mine({ blocks: 2 });
        await look();

        for (const { step, again = step, jobId } of each()) await again(jobId);
        await look();
      });

      for (const { what, from, to, instead = to } of steps)
        it(`takes back ${what}: ${from}, not ${to}`, () => assert.deepEqual(seen[what], [from, to, from, instead]));

      it("leaves nothing of them", () => {
        const [kept, taken, left] = dumps;
        assert.notDeepEqual(taken, kept);
        assert.deepEqual(left, kept);
      });
    });
  }

  /**
   * Empty blocks until there are as many after `start` as the reorganisation takes. Few at a time: graph-node keeps ten that it sees at
   * once, and anvil, unlike a real node, forgets at once what it takes back.
   */
  async function fill(start: bigint) {
    const { testClient, publicClient } = index.chain;
    for (;;) {
      await index.caughtUp();
      const left = DEPTH - Number((await publicClient.getBlockNumber()) - start);
      assert.ok(left >= 0, `${DEPTH - left} blocks are more than a reorganisation takes back`);
      if (left === 0) return;
      await testClient.mine({ blocks: Math.min(left, 5) });
    }
  }

  /** A job's status as indexed; its words must be those whose hash the chain keeps, of a final or unknown one none. */
  async function statusOf(jobId: bigint): Promise<JobStatusName> {
    const query = `{ job(id: "${jobId}") { ${JOB_FIELDS} } }`;
    const { job } = await querySubgraph<{ job: JobEntity | null }>(index.subgraphUrl, query);
    const status = job?.status ?? "None";
    const none = ["None", "Done", "Refunded", "Cancelled"].includes(status);
    const call = { ...escrow(), functionName: "jobHash", args: [jobId] } as const;
    const kept = await index.chain.publicClient.readContract(call);
    assert.equal(kept, none || job === null ? zeroHash : jobHash(jobOfEntity(job)));
    return status;
  }
});
