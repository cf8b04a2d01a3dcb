import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { problem } from "../errors.ts";

/** An array of bytes in the format of MNIST ("IDX", yann.lecun.com/exdb/mnist), in a file. */
export interface IdxFile {
  readonly path: string;
  readonly sizes: readonly number[];
  /** How many values there are, of a byte each. */
  readonly values: number;
  /** Byte of the unpacked file at which they begin. */
  readonly start: number;
  /** Whether the file is gzip, so that it can only be read from its beginning. */
  readonly packed: boolean;
}

const MAX_DIMENSIONS = 4;
/** Bytes of a file that are read, and unfolded, at a time. */
const CHUNK_BYTES = 1 << 18;
const UINT8 = 8;
const TYPES: Readonly<Record<number, string>> = {
  8: "uint8",
  9: "int8",
  11: "int16",
  12: "int32",
  13: "float32",
  14: "float64",
};

/**
 * Opens an IDX file of bytes, gzip or plain: two zero bytes, the type, the number of dimensions, their sizes as big-endian uint32,
 * and the values. Only the header is read.
 * @throws BlacktailError DATA_NOT_FOUND, IDX_INVALID
 */
export async function openIdx(path: string): Promise<IdxFile> {
  let begin: Buffer = Buffer.alloc(0);
  let header: Pick<IdxFile, "sizes" | "values" | "start"> | undefined;
  const packed = await isGzip(path);
  for await (const chunk of contentOf(path, packed)) {
    begin = Buffer.concat([begin, chunk]);
    header = readHeader(path, begin);
    if (header !== undefined) break;
  }
  if (header === undefined) {
    throw invalid(path, begin.length < 4 ? "does not begin as an IDX file does" : "ends within its header");
  }
  const file = { path, packed, ...header };
  if (!packed) checkLength(file, (await stat(path)).size - file.start);
  return file;
}

/**
 * The values of an IDX file from its beginning, so many at a time; only the last part may have fewer. Of a gzip file no more is
 * unfolded than it says that it holds.
 * @throws BlacktailError IDX_INVALID
 */
export async function* idxValues(file: IdxFile, count: number): AsyncGenerator<Uint8Array> {
  let skip = file.start;
  let found = 0;
  let part = new Uint8Array(Math.min(count, file.values));
  for await (const chunk of contentOf(file.path, file.packed)) {
    let rest = chunk.subarray(skip);
    skip -= chunk.length - rest.length;
    while (rest.length > 0) {
      if (found === file.values) throw tooLong(file);
      const used = found % count;
      const taken = rest.subarray(0, part.length - used);
      part.set(taken, used);
      found += taken.length;
      rest = rest.subarray(taken.length);
      if (used + taken.length < part.length) continue;
      yield part;
      part = new Uint8Array(Math.min(count, file.values - found));
    }
  }
  checkLength(file, found);
}

/** The header, once enough bytes are there. */
function readHeader(path: string, bytes: Buffer): Pick<IdxFile, "sizes" | "values" | "start"> | undefined {
  if (bytes.length < 4) return undefined;
  const [first, second, type = 0, dimensions = 0] = bytes;
  const name = TYPES[type];
  if (first !== 0 || second !== 0 || name === undefined) throw invalid(path, "does not begin as an IDX file does");
  if (type !== UINT8) throw invalid(path, `holds ${name} values; pixels and labels are uint8`);
  if (dimensions === 0 || dimensions > MAX_DIMENSIONS) throw invalid(path, `has ${dimensions} dimensions`);
  const start = 4 + 4 * dimensions;
  if (bytes.length < start) return undefined;
  const sizes = Array.from({ length: dimensions }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  return { sizes, start, values: sizes.reduce((product, size) => product * size, 1) };
}

function checkLength(file: IdxFile, found: number): void {
  if (found > file.values) throw tooLong(file);
  if (found < file.values) throw invalid(file.path, `says that it holds ${words(file)}, and has ${found}`);
}

const tooLong = (file: IdxFile) => invalid(file.path, `says that it holds ${words(file)}, and has more`);

const words = ({ sizes, values }: IdxFile) => `${sizes.join(" × ")} values, ${values} bytes`;

const invalid = (path: string, why: string, cause?: unknown) =>
  problem("IDX_INVALID", `The file ${path} ${why}.`, "Give an IDX file of bytes (gzip or plain), whole.", cause);

/** A file's bytes, unfolded. */
async function* contentOf(path: string, packed: boolean): AsyncGenerator<Buffer> {
  try {
    const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
    // What goes wrong in either stream reaches the reader of the last.
    yield* packed ? pipeline(file, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined) : file;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "";
    if (code.startsWith("Z_")) throw invalid(path, "is a damaged gzip file", cause);
    if (["ENOENT", "EACCES", "EISDIR", "EPERM"].includes(code)) {
      throw problem("DATA_NOT_FOUND", `The file ${path} cannot be opened.`, "Check path and permissions.", cause);
    }
    throw cause;
  }
}

async function isGzip(path: string): Promise<boolean> {
  const [first, second] = await firstBytes(path);
  return first === 0x1f && second === 0x8b;
}

/** Whether a file begins as an IDX file does, or is gzip; a table begins with neither. An unreadable file is none. */
export async function looksLikeIdx(path: string): Promise<boolean> {
  const [first, second] = await firstBytes(path).catch(() => []);
  return (first === 0 && second === 0) || (first === 0x1f && second === 0x8b);
}

async function firstBytes(path: string): Promise<readonly number[]> {
  for await (const chunk of contentOf(path, false)) return [...chunk.subarray(0, 2)];
  return [];
}
