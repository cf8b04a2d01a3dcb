import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  createPublicClient,
  custom,
  encodeAbiParameters,
  encodeEventTopics,
  getAbiItem,
  type Hex,
  http,
  type PublicClient,
  type RpcLog,
  toHex,
} from "viem";
import { anvil } from "viem/chains";
import {
  BlacktailError,
  claimJob,
  createJob,
  depositAndApprove,
  type GetJobArgs,
  getJob,
  type Job,
  JobStatus,
  jobEscrowAbi,
  NATIVE,
} from "../src/index.ts";
import { latestJob } from "../src/jobs/latestJob.ts";
import { testAccount } from "./support/accounts.ts";
import { becomeProvider, sampleTerms } from "./support/money.ts";
import { startChain, type TestChain } from "./support/startChain.ts";

let chain: TestChain;
let args: GetJobArgs;
let claimed: Job;

before(async () => {
  chain = await startChain();
  const escrow = chain.addresses.JobEscrow;
  await depositAndApprove(chain.clients(1), { currency: NATIVE, amount: 10n ** 18n, module: escrow });
  await becomeProvider(chain, 3, 6);
  const { jobId } = await createJob(chain.clients(1), sampleTerms());
  args = { escrow, jobId };
  claimed = (await claimJob(chain.clients(6), { jobId, provider: testAccount(3).address })).job;
});
after(() => chain.stop());

type Answer = (method: string, params: unknown, ask: () => Promise<unknown>) => Promise<unknown>;

/** A client of the real node through somebody who may change its answers. */
function through(change: Answer): PublicClient {
  const node = http(chain.rpcUrl)({ chain: anvil });
  const transport = custom({
    request: ({ method, params }) => change(method, params, () => node.request({ method, params })),
  });
  return createPublicClient({ chain: anvil, transport, cacheTime: 0 });
}

/** A client whose node changes the answer to eth_getLogs. */
function lying(change: (logs: RpcLog[]) => RpcLog[]): PublicClient {
  return through(async (method, _, ask) => {
    const answer = await ask();
    return method === "eth_getLogs" ? change(answer as RpcLog[]) : answer;
  });
}

const mismatch = { code: "JOB_MISMATCH", retryable: true };

test("an honest node's latest event is the job", async () => {
  assert.deepEqual(await getJob(chain.publicClient, args), claimed);
  assert.equal(claimed.status, JobStatus.Working);
});

test("logs in another order give the same job", async () => {
  assert.deepEqual(
    await getJob(
      lying((logs) => logs.toReversed()),
      args,
    ),
    claimed,
  );
});

test("a node that withholds the latest event is caught", async () => {
  await assert.rejects(
    getJob(
      lying((logs) => logs.slice(0, -1)),
      args,
    ),
    mismatch,
  );
  await assert.rejects(
    getJob(
      lying(() => []),
      args,
    ),
    mismatch,
  );
});

test("a node that changes any word of any event is caught, unless a later event says the same anyway", async () => {
  // JobCreated's terms (8 words) and state; JobClaimed's deadline.
  const words = 9;
  let caught = 0;
  for (const index of [0, 1]) {
    for (let word = 0; word < words; word++) {
      const client = lying((logs) => logs.map((log, at) => (at === index ? flipped(log, word) : log)));
      const result = await getJob(client, args).catch((error: unknown) => error);
      if (result instanceof BlacktailError && result.code === "JOB_MISMATCH") caught++;
      else assert.deepEqual(result, claimed, `event ${index}, word ${word}`);
    }
  }
  // The digit that is changed is the requester's in the state: none that JobClaimed replaces.
  assert.equal(caught, words + 1);
});

function flipped(log: RpcLog, word: number): RpcLog {
  const at = 2 + 64 * word + 63;
  if (log.data.length <= at) return log;
  const digit = log.data[at] === "1" ? "0" : "1";
  return { ...log, data: `0x${log.data.slice(2, at)}${digit}${log.data.slice(at + 1)}` };
}

test("a node that invents the job's end is caught", async () => {
  const [selector] = encodeEventTopics({ abi: jobEscrowAbi, eventName: "JobCancelled" });
  const [, parameter] = getAbiItem({ abi: jobEscrowAbi, name: "JobCancelled" }).inputs;
  const data = encodeAbiParameters([parameter], [claimed.terms.budget]);
  const client = lying((logs) => {
    const last = logs.at(-1);
    assert.ok(last?.topics[1] && selector);
    return [...logs, { ...last, logIndex: "0xff", data, topics: [selector, last.topics[1]] }];
  });
  await assert.rejects(getJob(client, args), mismatch);
});

test("a node that lies about the block of an event is caught", async () => {
  const client = lying((logs) =>
    logs.map((log) => ({ ...log, blockNumber: toHex(BigInt(log.blockNumber ?? 0) + 1n) })),
  );
  await assert.rejects(getJob(client, args), mismatch);
});

test("a job that never was", async () => {
  await assert.rejects(getJob(chain.publicClient, { ...args, jobId: 99n }), {
    code: "JOB_UNKNOWN",
    message: "There is no job 99.",
  });
});

test("a node that refuses long ranges is searched in pages, newest first", async () => {
  const created = (await chain.publicClient.getBlockNumber()) - 1n;
  await chain.testClient.mine({ blocks: 20 });
  const asked: string[] = [];
  const client = through(async (method, params, ask) => {
    if (method !== "eth_getLogs") return ask();
    const [{ fromBlock, toBlock }] = params as [{ fromBlock: Hex; toBlock: Hex }];
    if (BigInt(toBlock) - BigInt(fromBlock) >= 8n)
      throw Object.assign(new Error("range above 8 blocks"), { code: -32602 });
    asked.push(`${BigInt(fromBlock)}-${BigInt(toBlock)}`);
    return ask();
  });
  const toBlock = created + 21n;
  const range = { ...args, fromBlock: 0n, toBlock };
  assert.deepEqual(await latestJob(client, range, 8n), claimed);
  assert.deepEqual(
    asked,
    [0n, 8n, 16n].map((back) => `${toBlock - back - 7n}-${toBlock - back}`),
  );
  assert.equal(await latestJob(client, { ...range, jobId: 99n }, 8n), undefined);
  await assert.rejects(latestJob(client, range, 100n), /range above 8 blocks/);
});
