import { createReadStream } from "node:fs";
import { headCsv } from "@blacktail/frameworks";
import {
  type Addresses,
  buyModel,
  type Clients,
  type CreateJobResult,
  collectFees,
  createJob,
  createStorage,
  currencyOf,
  defaultTerms,
  depositAndApprove,
  digestToCid,
  inferenceSpec,
  type JobSpec,
  JobStatus,
  type JobTerms,
  jobBounds,
  listModel,
  manifestOf,
  mintModel,
  NATIVE,
  setOffer,
  settleJob,
  stageCount,
  stageWeights,
  stake,
  trainingSpec,
} from "@blacktail/sdk";
import { createPublicClient, createWalletClient, formatEther, http, type PublicClient, parseEther } from "viem";
import type { HDAccount } from "viem/accounts";
import { awaitResult } from "../lib/jobs/awaitResult.ts";
import { settlementOf, untilJob } from "../lib/jobs/watch.ts";
import { ACCOUNTS } from "../stack/accounts.ts";
import type { StackInfo } from "../stack/info.ts";
import { localChain } from "../stack/network.ts";
import { nameOf, type Parties } from "./parties.ts";
import type { Printer } from "./printer.ts";

const TOP_UP = parseEther("10");
const TRAIN_PRICE = parseEther("0.05");
const INFER_PRICE = parseEther("0.01");
const SALE_PRICE = parseEther("1");
const RESALE_PRICE = parseEther("2500");
const ROYALTY_BPS = 500;
/** What a job pays the model's owner for using it. */
const USE_PRICE = parseEther("0.002");
/** $BLACK (wei) that a provider risks on each job here. */
const STAKE_LOCK = parseEther("50");
/** Seconds. They are short because this is a demonstration; on a public chain hours are usual. */
const PERIODS = { claimPeriod: 120, workPeriod: 1_200, challengePeriod: 10, priorityPeriod: 6, attempts: 2 };
/** The training's parts, each paid by itself; another provider could go on after any of them. */
const TRAIN_STAGES = 2;
/** Providers that answer the same question and must agree. */
const REPLICAS = 2;
const JOB_TIMEOUT_MS = 900_000;
/** Rows that the buyer asks the model about. */
const QUESTION_ROWS = 12;

export type Scene = { info: StackInfo; addresses: Addresses; parties: Parties; out: Printer };
export type Plot = { dataset: string; target: string; seed: number };
export type Outcome = {
  metrics: Record<string, number>;
  modelTokenId: bigint;
  modelCid: string;
  artifactCid: string;
  jobId: bigint;
  inferenceJobId: bigint;
};

/** The loop from stake to the last royalty, each step by the public SDK as any client would. */
export async function tellStory(scene: Scene, plot: Plot): Promise<Outcome> {
  const { info, addresses, parties, out } = scene;
  const chain = localChain(info.rpcUrl);
  const publicClient: PublicClient = createPublicClient({ chain, transport: http(info.rpcUrl), pollingInterval: 100 });
  const as = (account: HDAccount) => ({
    publicClient,
    walletClient: createWalletClient({ chain, transport: http(info.rpcUrl), account }),
  });
  const storage = createStorage({ api: info.storageApi });
  const black = currencyOf(addresses.BlackToken);
  const developer = as(ACCOUNTS.developer);
  const buyer = as(ACCOUNTS.buyer);
  const collector = as(ACCOUNTS.tester);
  const watchOf = (jobId: bigint) => ({
    publicClient,
    storage,
    subgraphUrl: info.subgraphUrl,
    escrow: addresses.JobEscrow,
    jobId,
  });

  const bounds = await jobBounds(publicClient, addresses);
  const postJob = async (
    clients: Clients,
    spec: JobSpec,
    asked: Pick<JobTerms, "budget"> & Partial<JobTerms>,
  ): Promise<CreateJobResult> => {
    const { digest: specDigest } = await storage.putJson(spec);
    return createJob(clients, defaultTerms({ specDigest, stakeLock: STAKE_LOCK, ...PERIODS, ...asked }, bounds));
  };

  out.step("Providers stake $BLACK: what they lose if they vanish or lie");
  for (const [index, provider] of ACCOUNTS.providers.entries()) {
    const name = nameOf(parties, provider.address);
    out.transaction(
      `${name} buys credits`,
      await depositAndApprove(as(provider), { currency: black, amount: TOP_UP, module: addresses.ProviderRegistry }),
    );
    const operator = ACCOUNTS.operators[index]?.address;
    out.transaction(`${name} stakes`, await stake(as(provider), { amount: TOP_UP, operator }));
  }

  out.step("A developer posts a training job with its money in escrow");
  const data = await storage.put(createReadStream(plot.dataset));
  const spec = trainingSpec({ data, target: plot.target, seed: plot.seed, stages: TRAIN_STAGES });
  out.fact("data", `${plot.dataset}  ${data.size.toLocaleString("en")} bytes  ${data.cid}`);
  out.transaction(
    "developer buys credits",
    await depositAndApprove(developer, { currency: NATIVE, amount: TRAIN_PRICE, module: addresses.JobEscrow }),
  );
  const training = await postJob(developer, spec, { budget: TRAIN_PRICE, stages: stageWeights(spec) });
  out.fact("spec", digestToCid(training.job.terms.specDigest));
  out.fact("stages", `${stageCount(training.job.terms)}, each paid when it has stood its challenge window`);
  out.transaction(`job ${training.jobId} is open`, training);

  out.step("Workers claim stage after stage by ticket, train, and attest the results");
  const trained = await awaitResult(watchOf(training.jobId), JOB_TIMEOUT_MS);
  const { artifacts, metrics, task } = trained.output;
  const { model: artifact } = artifacts;
  if (!artifact || !task)
    throw new Error(`The output of job ${training.jobId} has no model. The worker's log says why.`);
  out.fact("provider", nameOf(parties, trained.job.provider));
  for (const [name, value] of Object.entries(metrics)) out.fact(name, value.toFixed(4));
  out.fact("model", `${artifact.size.toLocaleString("en")} bytes  ${artifact.cid}`);

  out.step("The developer has checked the last result and accepts it: escrow settles");
  const settled = await settleJob(developer, { jobId: training.jobId });
  out.transaction(`job ${training.jobId} is paid`, settled);

  out.step("The model becomes an NFT");
  const manifest = manifestOf({
    card: {
      name: `${task.target} from ${task.columns?.length} columns`,
      description: `Trained on Blacktail by job ${training.jobId}: predicts ${task.target}.`,
      creator: ACCOUNTS.developer.address,
      license: "MIT",
      // The same data and seed give the same artifact; the token of each telling is a new one all the same.
      salt: crypto.randomUUID(),
    },
    spec,
    output: trained.output,
    job: { chainId: info.chainId, escrow: addresses.JobEscrow, jobId: training.jobId },
  });
  const card = await storage.putJson(manifest);
  const minted = await mintModel(developer, { digest: card.digest, royaltyBps: ROYALTY_BPS });
  out.fact("manifest", card.cid);
  out.fact("token", String(minted.tokenId));
  out.transaction("minted", minted);

  out.step("It is listed and bought with ETH: fee and royalty come out of the price");
  const { tokenId } = minted;
  out.transaction(
    `listed for ${formatEther(SALE_PRICE)} ETH`,
    await listModel(developer, { tokenId, currency: NATIVE, price: SALE_PRICE }),
  );
  out.transaction("buyer pays", await buyModel(buyer, { tokenId, currency: NATIVE, price: SALE_PRICE }));

  out.step("The buyer offers its use; somebody else runs an inference job on it, which two providers must agree about");
  const offer = { modelId: tokenId, currency: NATIVE, usePrice: USE_PRICE, licencePrice: 0n, duration: 0 };
  out.transaction(`a use costs ${formatEther(USE_PRICE)} ETH`, await setOffer(buyer, offer));
  const question = await storage.put(
    new TextEncoder().encode(await headCsv({ path: plot.dataset, rows: QUESTION_ROWS })),
  );
  out.transaction(
    "collector buys credits",
    await depositAndApprove(collector, {
      currency: NATIVE,
      amount: INFER_PRICE + USE_PRICE,
      module: addresses.JobEscrow,
    }),
  );
  const request = inferenceSpec({ model: { tokenId, digest: card.digest }, data: question });
  const inference = await postJob(collector, request, {
    modelId: tokenId,
    budget: INFER_PRICE,
    usePrice: USE_PRICE,
    replicas: REPLICAS,
  });
  out.transaction(`job ${inference.jobId} is open`, inference);
  const inferred = await awaitResult(watchOf(inference.jobId), JOB_TIMEOUT_MS);
  const { predictions } = inferred.output.artifacts;
  if (!predictions)
    throw new Error(`The output of job ${inference.jobId} has no predictions. The worker's log says why.`);
  const answer = new TextDecoder()
    .decode(await storage.get(predictions))
    .trim()
    .split("\n");
  out.fact("predictions", `${answer.length - 1} rows  ${predictions.cid}`);
  for (const line of answer.slice(0, 4)) out.line(`       ${line}`);
  out.line("    nobody challenges within the window; a worker settles");
  // Longer than the window: the lot may fall on it, and then auditors have it first.
  const last = {
    publicClient,
    escrow: addresses.JobEscrow,
    jobId: inference.jobId,
    timeoutMs: JOB_TIMEOUT_MS,
  };
  await untilJob(last, "its payment", ({ status }) => status === JobStatus.Done);
  out.transaction(`job ${inference.jobId} is paid`, await settlementOf(last));

  out.step("Compute fees become the reserve that pays auditors, and the Treasury's");
  out.transaction("anybody collects them", await collectFees(developer, { currency: NATIVE }));

  out.step("Resale in $BLACK: half the fee, and the royalty reaches the creator, who is no party to it");
  out.transaction(
    `listed for ${formatEther(RESALE_PRICE)} $BLACK`,
    await listModel(buyer, { tokenId, currency: black, price: RESALE_PRICE }),
  );
  out.transaction(
    "collector buys credits",
    await depositAndApprove(collector, { currency: black, amount: RESALE_PRICE, module: addresses.ModelMarket }),
  );
  out.transaction("collector pays", await buyModel(collector, { tokenId, currency: black, price: RESALE_PRICE }));

  return {
    metrics,
    modelTokenId: tokenId,
    modelCid: card.cid,
    artifactCid: artifact.cid,
    jobId: training.jobId,
    inferenceJobId: inference.jobId,
  };
}
