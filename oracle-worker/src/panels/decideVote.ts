import { randomBytes } from "node:crypto";
import { renameSync } from "node:fs";
import { join } from "node:path";
import type { Device } from "@blacktail/frameworks/engine";
import { BlacktailError, digestJson, type VoteFinding, VoteReason } from "@blacktail/sdk";
import { type Address, bytesToHex, type Hex } from "viem";
import { finding } from "../compare/finding.ts";
import type { Context } from "../context.ts";
import { prepareOptions } from "../job/prepareOptions.ts";
import { judged } from "../retry.ts";
import { type Computed, compute } from "../run/compute.ts";
import { type Prepared, prepare } from "../run/prepare.ts";
import type { StageWork } from "../run/stageWork.ts";
import type { Ballot } from "./ballots.ts";
import { bringCandidates } from "./candidate.ts";
import { judge, type OwnWork } from "./judge.ts";
import { judgementOf } from "./judgementOf.ts";
import type { Own, OwnWorks } from "./ownWorks.ts";
import { type Question, subjectOf } from "./question.ts";

/** Failures that lie in the work itself, so that whoever does it meets them; all others are this machine's or the moment's. */
const OF_THE_WORK =
  /^(CONFIG|DATA(?!_NOT_FOUND)|TARGET|LABELS|IMAGES|IDX|TEXT|PARENT|ENVIRONMENT|SPEC|TRAINING|MODEL)_/;

/** Nothing is called missing that was not asked for so long, s. */
const LEAST_SECONDS = 5;

export type Seated = {
  question: Question;
  work: StageWork;
  device: Device;
  /** End of the commit period, unix seconds, the chain's. */
  deadline: bigint;
  /** What earlier tries have done. */
  ownWorks: OwnWorks;
  signal: AbortSignal;
};

/** The folder of a panel's work, in the worker's folder for jobs. */
export const folderOf = (panelId: bigint): string => `panel-${panelId}`;

/**
 * Does the stage again, compares each candidate with it, and decides on a vote.
 *
 * @throws BlacktailError that is retryable while nothing can be said; the signal's reason
 */
export async function decideVote(context: Context, seated: Seated): Promise<Ballot> {
  const { question, work, ownWorks, signal } = seated;
  const { panelId, jobId, job, candidates } = question;
  const { config, clock } = context;
  const prepared = await prepare(folderOf(panelId), work, prepareOptions(context, signal));
  const own = ownWorks.get(question) ?? (await doAgain(context, seated, prepared));
  ownWorks.keep(question, own);
  const verdicts = "ok" in own ? undefined : await judgeAll(context, seated, prepared, own);
  const judgements = candidates.map((output) =>
    judgementOf(output, verdicts?.get(output) ?? ("ok" in own ? [own] : [])),
  );
  const document: VoteReason = VoteReason.parse({
    v: 1,
    panel: `${panelId}`,
    job: `${jobId}`,
    stage: job.stage,
    spec: work.specDigest,
    member: config.PROVIDER.toLowerCase(),
    ...("ok" in own ? {} : { own: own.computed.body.outputDigest }),
    candidates: judgements,
  });
  return {
    type: "ballot",
    panelId: `${panelId}`,
    subject: subjectOf(question),
    member: config.PROVIDER,
    vote: judgements.reduce((bits, { accepted }, bit) => (accepted ? bits | (1 << bit) : bits), 0),
    reason: digestJson(document),
    document,
    salt: bytesToHex(randomBytes(32)),
    at: clock.now(),
  };
}

/** What is found of each candidate, by its digest. */
async function judgeAll(
  context: Context,
  { question, work, deadline, signal }: Seated,
  prepared: Prepared,
  own: OwnWork,
): Promise<ReadonlyMap<Hex, readonly VoteFinding[]>> {
  const { clock, config, watcher } = context;
  const left = Number(deadline) - config.MARGIN_SECONDS - watcher.now();
  // The other half is for comparing what came.
  const until = clock.now() + Math.max(LEAST_SECONDS, left / 2) * 1_000;
  const found = await bringCandidates(context, { work, prepared, until, signal }, question.candidates);
  const verdicts = new Map<Hex, readonly VoteFinding[]>();
  for (const [digest, candidate] of found)
    verdicts.set(digest, await judge(context, { work, prepared, own, signal }, digest, candidate));
  return verdicts;
}

async function doAgain(
  { config, sandbox, clock }: Context,
  { work, device, signal }: Seated,
  prepared: Prepared,
): Promise<Own> {
  try {
    const provider: Address = config.PROVIDER;
    const options = { work, provider, prepared, sandbox, device, clock, onProgress: () => undefined, signal };
    const computed = await compute(options);
    return { computed, paths: putAside(computed, prepared) };
  } catch (error) {
    signal.throwIfAborted();
    const reason = judged(error);
    if (reason.retryable || !OF_THE_WORK.test(reason.code)) throw notDone(reason);
    return finding("work", false, `the work cannot be done by anybody: ${reason.code}: ${reason.message}`);
  }
}

/** Moves what was made out of reach of the processes that look at strangers' files next. */
function putAside({ files }: Computed, { folder }: Prepared): Map<Hex, string> {
  const paths = new Map<Hex, string>();
  for (const { path, artifact } of files) {
    const aside = join(folder.inputs, `own-${artifact.digest}`);
    renameSync(path, aside);
    paths.set(artifact.digest, aside);
  }
  return paths;
}

/** Whatever kept this machine from the work may pass; a seat that says nothing costs stake. */
function notDone({ code, message, fix, cause }: BlacktailError): BlacktailError {
  return new BlacktailError({ code, message, fix, retryable: true, cause });
}
