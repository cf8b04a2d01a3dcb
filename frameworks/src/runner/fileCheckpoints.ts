import { type FileHandle, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { problem } from "../errors.ts";
import type { Checkpoints, SavedTensor, Snapshot } from "./checkpoints.ts";
import { runtimeVersion } from "./onnxruntime.ts";
import { decodeSafetensors, encodeSafetensors, type Safetensors } from "./safetensors.ts";

export interface FileCheckpointsOptions {
  /** The file; it need not exist. */
  readonly path: string;
  /** Optimizer steps between two saves. */
  readonly every: number;
  /** What fixes the run: the digest of its spec, the framework's version. A file of another run is refused. */
  readonly identity: string;
}

const FORMAT = "blacktail checkpoint 1";
const STATE = "state/";

/**
 * Keeps the states of a run in one file in safetensors format: tensors by `<key>/<tensor>`, JSON states in the header's metadata.
 * Each save writes a whole new file and puts it in place of the last one, so that an interruption leaves one or the other.
 * @throws BlacktailError CHECKPOINT_INVALID when the file is damaged, CHECKPOINT_FOREIGN when it belongs to another run
 *
 * @example
 * const checkpoints = await fileCheckpoints({ path: "run.checkpoint", every: 1_000, identity: specDigest });
 */
export async function fileCheckpoints({ path, every, identity }: FileCheckpointsOptions): Promise<Checkpoints> {
  if (!(every >= 1)) throw new RangeError(`A checkpoint cannot be saved every ${every} steps.`);
  const bytes = await readIfThere(path);
  const snapshots = bytes === undefined ? new Map<string, Snapshot>() : readSnapshots(path, bytes, identity);
  let last: Promise<void> = Promise.resolve();
  return {
    every,
    load: (key) => snapshots.get(key),
    save(key, snapshot) {
      if (key.includes("/")) throw new TypeError(`A checkpoint's key cannot have a "/": "${key}".`);
      // Copied, as the piece goes on changing what it gave, and another piece's save writes this one's again.
      snapshots.set(key, structuredClone(snapshot));
      // Written after the save before: pieces that run side by side do not mix.
      const parts = encodeSafetensors(contentOf(snapshots, identity));
      last = last.then(() => replaceFile(path, parts));
      return last;
    },
  };
}

function contentOf(snapshots: ReadonlyMap<string, Snapshot>, identity: string): Safetensors {
  const metadata = new Map([
    ["format", FORMAT],
    ["identity", identity],
    ["runtime", runtimeVersion],
  ]);
  const tensors = new Map<string, SavedTensor>();
  for (const [key, snapshot] of snapshots) {
    metadata.set(`${STATE}${key}`, JSON.stringify(snapshot.state));
    for (const [name, tensor] of Object.entries(snapshot.tensors)) tensors.set(`${key}/${name}`, tensor);
  }
  return { tensors, metadata };
}

function readSnapshots(path: string, bytes: Uint8Array, identity: string): Map<string, Snapshot> {
  const { tensors, metadata } = decode(path, bytes);
  if (metadata.get("format") !== FORMAT) throw invalid(path, "it is not a checkpoint of this version");
  for (const [name, ours] of [["identity", identity] as const, ["runtime", runtimeVersion] as const]) {
    const theirs = metadata.get(name);
    if (theirs === ours) continue;
    throw problem(
      "CHECKPOINT_FOREIGN",
      `The checkpoint ${path} belongs to another run: its ${name} is "${theirs}", not "${ours}".`,
      "Name another file, delete this one, or resume with the spec, files and version it was made with.",
    );
  }
  const snapshots = new Map<string, { tensors: Record<string, SavedTensor>; state: unknown }>();
  for (const [name, text] of metadata) {
    if (name.startsWith(STATE)) {
      snapshots.set(name.slice(STATE.length), { tensors: emptyRecord(), state: parse(path, text) });
    }
  }
  for (const [name, tensor] of tensors) {
    const slash = name.indexOf("/");
    const snapshot = snapshots.get(name.slice(0, slash));
    if (slash === -1 || snapshot === undefined) throw invalid(path, `its tensor "${name}" belongs to nothing`);
    snapshot.tensors[name.slice(slash + 1)] = tensor;
  }
  return snapshots;
}

/** Without a prototype, so that a tensor may have any name. */
function emptyRecord(): Record<string, SavedTensor> {
  return Object.create(null) as Record<string, SavedTensor>;
}

function decode(path: string, bytes: Uint8Array): Safetensors {
  try {
    return decodeSafetensors(bytes);
  } catch (cause) {
    throw invalid(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(path, "one of its states is not JSON", cause);
  }
}

function invalid(path: string, why: string, cause?: unknown): Error {
  return problem(
    "CHECKPOINT_INVALID",
    `The checkpoint ${path} cannot be read: ${why}.`,
    "Delete it, or train without resuming.",
    cause,
  );
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw invalid(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

async function replaceFile(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const fresh = `${path}.new`;
  await withFile(fresh, "w", async (file) => {
    for (const part of parts) await file.writeFile(part);
    await file.sync();
  });
  await rename(fresh, path);
  // The name is safe on the disk only when its folder is.
  await withFile(dirname(path), "r", (folder) => folder.sync());
}

async function withFile(path: string, flags: string, work: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, flags);
  try {
    await work(file);
  } finally {
    await file.close();
  }
}
