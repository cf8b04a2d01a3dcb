import { Bytes, dataSource, json, JSONValue, JSONValueKind } from "@graphprotocol/graph-ts";
import { CardMetric, ModelCard } from "../../generated/schema";
import { metricId } from "../ids";
import { bytesOf, decimalOf, itemsOf, jsonOf, memberOf, textOf, textsOf, wholeOf, wholeOfText, cut } from "../json";

/** A manifest is at most 1 MiB, as the registry demands. */
const MAX_BYTES = 1 << 20;
const MAX_NAME = 200;
const MAX_DESCRIPTION = 10_000;
const MAX_JSON = 65_536;
const MAX_ITEMS = 1_000;
const MAX_METRICS = 64;
const MAX_PARENTS = 64;

export function handleManifest(content: Bytes): void {
  const card = new ModelCard(dataSource.stringParam());
  card.size = content.length;
  card.classes = [];
  card.data = [];
  card.parents = [];
  const problem = readCard(card, content);
  card.valid = problem === null;
  card.problem = problem;
  card.save();
}

/** Fills the card with whatever the manifest has; says what keeps it from being valid. */
function readCard(card: ModelCard, content: Bytes): string | null {
  if (content.length > MAX_BYTES) return "The manifest is larger than 1 MiB.";
  const parsed = json.try_fromBytes(content);
  if (parsed.isError) return "The manifest is not JSON.";
  const manifest = parsed.value;
  if (manifest.kind != JSONValueKind.OBJECT) return "The manifest is not a JSON object.";

  card.name = textOf(memberOf(manifest, "name"), MAX_NAME);
  card.description = textOf(memberOf(manifest, "description"), MAX_DESCRIPTION);
  card.creator = bytesOf(memberOf(manifest, "creator"), 20);
  card.image = textOf(memberOf(manifest, "image"), 2_048);
  card.license = textOf(memberOf(manifest, "license"), MAX_NAME);
  card.profile = textOf(memberOf(manifest, "profile"), MAX_NAME);
  card.seed = wholeOf(memberOf(manifest, "seed"));
  readTask(card, memberOf(manifest, "task"));
  readArtifact(card, memberOf(manifest, "artifact"));
  readFramework(card, memberOf(manifest, "framework"));
  readJob(card, memberOf(manifest, "job"));
  card.data = digestsOf(memberOf(manifest, "data"), "digest");
  card.parents = digestsOf(memberOf(manifest, "parents"), null);
  readMetrics(card, memberOf(manifest, "metrics"));

  const version = wholeOf(memberOf(manifest, "v"));
  if (version === null || version.toString() != "1") return "The manifest's version is not 1.";
  if (card.name === null) return "The manifest has no name.";
  if (card.creator === null) return "The manifest names no creator.";
  if (card.artifactCid === null || card.artifactDigest === null) return "The manifest names no artifact.";
  return null;
}

function readTask(card: ModelCard, task: JSONValue | null): void {
  card.task = textOf(memberOf(task, "kind"), MAX_NAME);
  card.target = textOf(memberOf(task, "target"), MAX_NAME);
  card.classes = textsOf(memberOf(task, "classes"), MAX_ITEMS, MAX_NAME);
  card.columns = jsonOf(memberOf(task, "columns"), MAX_JSON);
}

function readArtifact(card: ModelCard, artifact: JSONValue | null): void {
  card.artifactCid = textOf(memberOf(artifact, "cid"), 128);
  card.artifactDigest = bytesOf(memberOf(artifact, "digest"), 32);
  card.artifactSize = wholeOf(memberOf(artifact, "size"));
}

function readFramework(card: ModelCard, framework: JSONValue | null): void {
  card.family = textOf(memberOf(framework, "family"), MAX_NAME);
  card.framework = textOf(memberOf(framework, "name"), MAX_NAME);
  card.frameworkVersion = textOf(memberOf(framework, "version"), MAX_NAME);
  card.frameworkConfig = jsonOf(memberOf(framework, "config"), MAX_JSON);
}

function readJob(card: ModelCard, job: JSONValue | null): void {
  card.jobEscrow = bytesOf(memberOf(job, "escrow"), 20);
  const id = textOf(memberOf(job, "jobId"), 79);
  if (id !== null && wholeOfText(id) !== null) card.jobId = id;
}

/** 32-byte digests of an array: of its items, or of one member of each. */
function digestsOf(list: JSONValue | null, member: string | null): Array<Bytes> {
  const digests = new Array<Bytes>(0);
  const items = itemsOf(list);
  for (let i = 0; i < items.length && digests.length < MAX_PARENTS; i++) {
    const digest = bytesOf(member === null ? items[i] : memberOf(items[i], member), 32);
    if (digest !== null) digests.push(digest);
  }
  return digests;
}

function readMetrics(card: ModelCard, metrics: JSONValue | null): void {
  if (metrics === null || metrics.kind != JSONValueKind.OBJECT) return;
  card.metricsJson = jsonOf(metrics, MAX_JSON);
  const entries = metrics.toObject().entries;
  for (let i = 0; i < entries.length && i < MAX_METRICS; i++) {
    const value = decimalOf(entries[i].value);
    if (value === null) continue;
    const metric = new CardMetric(metricId(card.id, i));
    metric.card = card.id;
    metric.name = cut(entries[i].key, MAX_NAME);
    metric.value = value;
    metric.save();
  }
}
