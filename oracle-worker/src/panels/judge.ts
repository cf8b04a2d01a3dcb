import type { Artifact, Output, TaskInfo, VoteFinding } from "@blacktail/sdk";
import type { Hex } from "viem";
import { compareDocuments } from "../compare/documents.ts";
import { finding } from "../compare/finding.ts";
import { compareClaims, compareMetrics, decidingMetric } from "../compare/metrics.ts";
import { type Rule, ruleOf } from "../compare/rule.ts";
import type { Context } from "../context.ts";
import type { Computed } from "../run/compute.ts";
import { emptyWork } from "../run/folder.ts";
import type { Prepared } from "../run/prepare.ts";
import { runTask } from "../run/process.ts";
import type { StageWork } from "../run/stageWork.ts";
import type { Candidate } from "./candidate.ts";
import { tryTheirs } from "./tryTheirs.ts";

/** The work done again, its files moved to where the next process can only read them. */
export type OwnWork = { computed: Computed; paths: ReadonlyMap<Hex, string> };

export type Case = { work: StageWork; prepared: Prepared; own: OwnWork; signal: AbortSignal };

/**
 * Whether a result is acceptable by the spec's rule, against the work done again: whatever it names must be there; then equal digests are always
 * right, and for floating-point profiles results within the tolerances.
 *
 * @returns What was compared; the result is acceptable if all of it is well.
 * @throws BlacktailError that is retryable while nothing is to be said, as the machine is in trouble; the signal's reason
 */
export async function judge(
  context: Context,
  question: Case,
  digest: Hex,
  candidate: Candidate,
): Promise<VoteFinding[]> {
  const { work, own } = question;
  if ("bad" in candidate) return [candidate.bad];
  const { theirs, paths } = candidate;
  if (digest === own.computed.body.outputDigest) {
    return [finding("digest", true, "the work done again gives the same digest")];
  }
  const rule = ruleOf(work.spec);
  if (rule.isExact) {
    const says = `the work done again gives ${own.computed.body.outputDigest}, and ${work.spec.profile} results are equal or wrong`;
    return [finding("digest", false, says)];
  }
  const documents = compareDocuments(own.computed.output, theirs);
  if (!documents.ok) return [documents];
  return [documents, ...(await compareArtifacts(context, question, { theirs, paths, rule }))];
}

type Theirs = { theirs: Output; paths: ReadonlyMap<Hex, string>; rule: Rule };

async function compareArtifacts(context: Context, question: Case, other: Theirs): Promise<VoteFinding[]> {
  const { computed } = question.own;
  const { artifacts } = computed.output;
  const { theirs, rule } = other;
  if (artifacts.model !== undefined) return compareModels(context, question, other);
  const claims = compareClaims(rule, computed.output.metrics, theirs.metrics);
  if (artifacts.checkpoint !== undefined)
    return [...claims, ...(await compareFiles(context, question, other, "checkpoint"))];
  if (artifacts.predictions !== undefined)
    return [...claims, ...(await compareFiles(context, question, other, "predictions"))];
  return claims;
}

/** By a metric that is measured anew; by tensors where there is none, or where the spec asks for that too. */
async function compareModels(context: Context, question: Case, other: Theirs): Promise<VoteFinding[]> {
  const { own } = question;
  const { theirs, rule } = other;
  const { task, metrics } = own.computed.output;
  if (theirs.artifacts.model?.digest === own.computed.output.artifacts.model?.digest) {
    const same = finding("artifact", true, "the model is the same, byte for byte");
    return [same, ...compareClaims(rule, metrics, theirs.metrics)];
  }
  const found = task === undefined ? { measured: {} } : await measure(context, question, other, task);
  if ("bad" in found) return [found.bad];
  const { measured } = found;
  const metric = decidingMetric(rule, task, measured);
  const findings =
    metric === undefined ? [] : compareMetrics({ rule, metric, own: metrics, claimed: theirs.metrics, measured });
  if (metric !== undefined && !rule.comparesTensors) return findings;
  return [...findings, ...(await compareFiles(context, question, other, "model"))];
}

/** A model that cannot even be run is a finding. */
async function measure(
  context: Context,
  { work, prepared, own, signal }: Case,
  { theirs, paths }: Theirs,
  task: TaskInfo,
): Promise<{ measured: Readonly<Record<string, number>> } | { bad: VoteFinding }> {
  const { sandbox, clock } = context;
  const { folder, limits } = prepared;
  const { wallSeconds } = limits;
  const run = async (modelPath: string, most: number) => {
    emptyWork(folder);
    const inputs = [...prepared.inputs];
    const options = { sandbox, limits: { ...limits, wallSeconds: most }, folder, signal };
    const measuring = { kind: "measure" as const, spec: work.spec, inputs, modelPath, task };
    return { measured: (await runTask<"measure">(measuring, options)).metrics };
  };
  const files = {
    own: pathOf(own.computed.output.artifacts.model, own.paths),
    theirs: pathOf(theirs.artifacts.model, paths),
  };
  return tryTheirs(run, { what: "model", ...files, wallSeconds, clock, signal });
}

async function compareFiles(
  context: Context,
  { work, prepared, own, signal }: Case,
  { theirs, paths, rule }: Theirs,
  what: "model" | "checkpoint" | "predictions",
): Promise<VoteFinding[]> {
  const { sandbox, clock } = context;
  const { folder, limits } = prepared;
  const { wallSeconds } = limits;
  const mine = pathOf(own.computed.output.artifacts[what], own.paths);
  const run = (path: string, most: number) => {
    emptyWork(folder);
    const predicts = predictsOf(work, prepared);
    const task = { kind: "compare" as const, what, rule, predicts, own: mine, theirs: path };
    return runTask<"compare">(task, { sandbox, limits: { ...limits, wallSeconds: most }, folder, signal });
  };
  const files = { own: mine, theirs: pathOf(theirs.artifacts[what], paths) };
  const found = await tryTheirs(run, { what, ...files, wallSeconds, clock, signal });
  return "bad" in found ? [found.bad] : found;
}

const predictsOf = ({ spec }: StageWork, { model }: Prepared): TaskInfo["kind"] =>
  (spec.kind === "train" ? undefined : model?.manifest.task.kind) ?? "regression";

function pathOf(artifact: Artifact | undefined, paths: ReadonlyMap<Hex, string>): string {
  const path = artifact === undefined ? undefined : paths.get(artifact.digest);
  if (path === undefined) throw new TypeError(`The artifact ${artifact?.digest} was not fetched.`);
  return path;
}
