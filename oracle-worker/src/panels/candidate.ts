import { join } from "node:path";
import { type Artifact, digestToCid, Output, type VoteFinding } from "@blacktail/sdk";
import type { Hex } from "viem";
import { finding } from "../compare/finding.ts";
import type { Context } from "../context.ts";
import { fetchTo } from "../run/fetch.ts";
import type { Prepared } from "../run/prepare.ts";
import type { StageWork } from "../run/stageWork.ts";
import { allOrNone } from "./allOrNone.ts";
import { bring, isMissing } from "./bring.ts";

const MIB = 1_048_576;
const KINDS = ["model", "checkpoint", "predictions", "report"] as const;

/** A stranger's result, its files on this disk by their digests; or what it lacks. */
export type Candidate = { theirs: Output; paths: ReadonlyMap<Hex, string> } | { bad: VoteFinding };

export type BringCandidates = {
  work: StageWork;
  prepared: Pick<Prepared, "folder" | "limits">;
  /** Nothing is asked for after that, unix ms. */
  until: number;
  signal: AbortSignal;
};

/**
 * Fetches whatever the results name, all at once: one that nobody gives holds up no other.
 *
 * @param digests Of their Output documents.
 * @throws BlacktailError what `bring` says; the signal's reason
 */
export async function bringCandidates(
  context: Pick<Context, "storage" | "clock" | "config">,
  question: BringCandidates,
  digests: readonly Hex[],
): Promise<ReadonlyMap<Hex, Candidate>> {
  const distinct = [...new Set(digests)];
  const found = await allOrNone(question.signal, distinct, async (digest, signal) => {
    return [digest, await bringCandidate(context, { ...question, signal }, digest)] as const;
  });
  return new Map(found);
}

async function bringCandidate(
  { storage, clock, config }: Pick<Context, "storage" | "clock" | "config">,
  { work, prepared, until, signal }: BringCandidates,
  digest: Hex,
): Promise<Candidate> {
  const patienceMs = config.PANEL_PATIENCE_SECONDS * 1_000;
  const options = { storage, clock, patienceMs, until, control: work.specDigest, signal };
  const read = (limit: AbortSignal) => storage.getJson(Output, digestToCid(digest), { signal: limit });
  const theirs = await bring("the Output document", read, options);
  if (isMissing(theirs)) return { bad: finding("artifact", false, theirs.missing) };

  const most = prepared.limits.outputMiB * MIB;
  const named = KINDS.flatMap((kind) => {
    const artifact = theirs.artifacts[kind];
    return artifact === undefined ? [] : [{ kind, artifact }];
  });
  const large = named.find(({ artifact }) => artifact.size > most);
  if (large !== undefined) {
    const says = `its ${large.kind} has ${large.artifact.size} bytes, the spec allows ${most}`;
    return { bad: finding("artifact", false, says) };
  }
  const files = await allOrNone(signal, named, async ({ kind, artifact }, stop) => {
    // Each candidate has files of its own: two fetches of one file would write over each other.
    const path = join(prepared.folder.inputs, `theirs-${digest}-${kind}`);
    const fetch = (limit: AbortSignal) => fetchTo(storage, bare(artifact), path, limit);
    return { digest: artifact.digest, brought: await bring(`its ${kind}`, fetch, { ...options, signal: stop }) };
  });
  const paths = new Map<Hex, string>();
  for (const { digest: key, brought } of files) {
    if (isMissing(brought)) return { bad: finding("artifact", false, brought.missing) };
    paths.set(key, brought);
  }
  return { theirs, paths };
}

/** Without what a document may have put beside. */
const bare = ({ cid, digest, size }: Artifact): Artifact => ({ cid, digest, size });
