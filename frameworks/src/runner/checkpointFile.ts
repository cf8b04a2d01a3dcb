import { type FileHandle, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { problem } from "../errors.ts";
import type { SavedTensor, Snapshot } from "./checkpoints.ts";
import { decodeSafetensors, encodeSafetensors, type Safetensors } from "./safetensors.ts";

/** States of a run's pieces, by their keys. */
export type Snapshots = ReadonlyMap<string, Snapshot>;

/** What fixes the run that a checkpoint belongs to: texts by name. */
export type Marks = Readonly<Record<string, string>>;

const FORMAT = "blacktail checkpoint 1";
const STATE = "state/";

/**
 * A checkpoint as a file in safetensors format: tensors by `<key>/<tensor>`, JSON states and marks in the header's metadata. Its bytes
 * follow from the states and marks alone, whatever the order in which they were kept.
 * @returns its parts, to be written one after the other
 */
export function encodeCheckpoint(snapshots: Snapshots, marks: Marks): Uint8Array[] {
  return encodeSafetensors(contentOf(snapshots, marks));
}

/**
 * Reads a file that nobody vouches for.
 * @returns undefined when there is none
 * @throws BlacktailError CHECKPOINT_INVALID when the file is damaged, CHECKPOINT_FOREIGN when it has other marks
 */
export async function readCheckpoint(path: string, marks: Marks): Promise<Map<string, Snapshot> | undefined> {
  const bytes = await readIfThere(path);
  return bytes === undefined ? undefined : readSnapshots(path, bytes, marks);
}

/**
 * What a file holds, whatever run it belongs to: tensors, and marks and states by their names in the file.
 * @throws BlacktailError CHECKPOINT_INVALID
 */
export async function readCheckpointContent(
  path: string,
): Promise<{ readonly tensors: ReadonlyMap<string, SavedTensor>; readonly rest: Readonly<Record<string, unknown>> }> {
  const bytes = await readIfThere(path);
  if (bytes === undefined) throw invalid(path, "it is not there");
  const { tensors, metadata } = decode(path, bytes);
  const rest = [...metadata].map(([name, text]) => [name, name.startsWith(STATE) ? parse(path, text) : text]);
  return { tensors, rest: Object.fromEntries(rest) as Record<string, unknown> };
}

/** Puts a whole new file in place of the last one, so that an interruption leaves one or the other. */
export async function replaceFile(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const fresh = `${path}.new`;
  await withFile(fresh, "w", async (file) => {
    for (const part of parts) await file.writeFile(part);
    await file.sync();
  });
  await rename(fresh, path);
  // The name is safe on the disk only when its folder is.
  await withFile(dirname(path), "r", (folder) => folder.sync());
}

function contentOf(snapshots: Snapshots, marks: Marks): Safetensors {
  const metadata = new Map([["format", FORMAT], ...Object.entries(marks)]);
  const tensors = new Map<string, SavedTensor>();
  for (const [key, snapshot] of [...snapshots].sort(byName)) {
    metadata.set(`${STATE}${key}`, JSON.stringify(snapshot.state));
    for (const [name, tensor] of Object.entries(snapshot.tensors).sort(byName)) tensors.set(`${key}/${name}`, tensor);
  }
  return { tensors, metadata };
}

/** By code units, which is the same everywhere. */
function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function readSnapshots(path: string, bytes: Uint8Array, marks: Marks): Map<string, Snapshot> {
  const { tensors, metadata } = decode(path, bytes);
  if (metadata.get("format") !== FORMAT) throw invalid(path, "it is not a checkpoint of this version");
  for (const [name, ours] of Object.entries(marks)) {
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
    "Use the file as it was made, or begin anew without it.",
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

async function withFile(path: string, flags: string, work: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, flags);
  try {
    await work(file);
  } finally {
    await file.close();
  }
}
