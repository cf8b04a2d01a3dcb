import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { problem } from "../errors.ts";

/** An array of bytes in the format of MNIST ("IDX", yann.lecun.com/exdb/mnist). */
export interface Idx {
  readonly sizes: readonly number[];
  readonly values: Uint8Array;
}

/** Values of a file at most. A gzip file of some kilobytes may unfold to any length. */
const MAX_BYTES = 2 ** 30;
const MAX_DIMENSIONS = 4;
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
 * Reads an IDX file of bytes, gzip or plain: two zero bytes, the type, the number of dimensions, their sizes as big-endian uint32,
 * and the values. Reading stops as soon as the file turns out to be another, or longer than it says.
 * @throws BlacktailError DATA_NOT_FOUND, DATA_TOO_LARGE, IDX_INVALID
 */
export async function readIdx(path: string): Promise<Idx> {
  const chunks: Buffer[] = [];
  let found = 0;
  let header: Header | undefined;
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) {
      chunks.push(chunk);
      found += chunk.length;
      header ??= readHeader(path, chunks.length === 1 ? chunk : Buffer.concat(chunks));
      if (header !== undefined && found > header.length + header.values) {
        throw invalid(path, `says that it holds ${words(header)}, and has more`);
      }
    }
  };
  try {
    if (await isGzip(path)) await pipeline(createReadStream(path), createGunzip(), collect);
    else await pipeline(createReadStream(path), collect);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "";
    if (code.startsWith("Z_")) throw invalid(path, "is a damaged gzip file", cause);
    if (["ENOENT", "EACCES", "EISDIR", "EPERM"].includes(code)) {
      throw problem("DATA_NOT_FOUND", `The file ${path} cannot be opened.`, "Check path and permissions.", cause);
    }
    throw cause;
  }
  const bytes = Buffer.concat(chunks);
  if (header === undefined) {
    throw invalid(path, bytes.length < 4 ? "does not begin as an IDX file does" : "ends within its header");
  }
  const values = bytes.subarray(header.length);
  if (values.length < header.values) {
    throw invalid(path, `says that it holds ${words(header)}, and has ${values.length}`);
  }
  return { sizes: header.sizes, values };
}

interface Header {
  readonly sizes: readonly number[];
  /** Bytes of the header, and of the values. */
  readonly length: number;
  readonly values: number;
}

/** The header, once enough bytes are there. */
function readHeader(path: string, bytes: Buffer): Header | undefined {
  if (bytes.length < 4) return undefined;
  const [first, second, type = 0, dimensions = 0] = bytes;
  const name = TYPES[type];
  if (first !== 0 || second !== 0 || name === undefined) throw invalid(path, "does not begin as an IDX file does");
  if (type !== UINT8) throw invalid(path, `holds ${name} values; pixels and labels are uint8`);
  if (dimensions === 0 || dimensions > MAX_DIMENSIONS) throw invalid(path, `has ${dimensions} dimensions`);
  const length = 4 + 4 * dimensions;
  if (bytes.length < length) return undefined;
  const sizes = Array.from({ length: dimensions }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const values = sizes.reduce((product, size) => product * size, 1);
  if (values <= MAX_BYTES) return { sizes, length, values };
  throw problem(
    "DATA_TOO_LARGE",
    `The file ${path} says that it holds ${sizes.join(" × ")} bytes; the limit is ${MAX_BYTES}.`,
    "Give fewer images.",
  );
}

const words = ({ sizes, values }: Header) => `${sizes.join(" × ")} values, ${values} bytes`;

const invalid = (path: string, why: string, cause?: unknown) =>
  problem("IDX_INVALID", `The file ${path} ${why}.`, "Give an IDX file of bytes (gzip or plain), whole.", cause);

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
  for await (const chunk of createReadStream(path, { end: 1 }) as AsyncIterable<Buffer>) return [...chunk];
  return [];
}
