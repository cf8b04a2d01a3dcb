import type { SavedTensor } from "./checkpoints.ts";

/**
 * The safetensors format: 8 bytes with the header's length, a JSON header, the tensors' bytes one after the other, little-endian.
 * https://huggingface.co/docs/safetensors
 */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, SavedTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

const TYPES = { F32: Float32Array, F64: Float64Array, I64: BigInt64Array, I32: Int32Array, U8: Uint8Array } as const;
type TypeName = keyof typeof TYPES;

const METADATA = "__metadata__";
const LENGTH_BYTES = 8;
/** The format's own limit for a header. */
const MAX_HEADER = 100_000_000;

/**
 * The pieces of a file, to be written one after the other; tensors are not copied.
 * @throws TypeError when a tensor's values do not fill its shape
 */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array[] {
  let offset = 0;
  const entries: [string, unknown][] = [[METADATA, Object.fromEntries(metadata)]];
  const parts: Uint8Array[] = [];
  for (const [name, { shape, data }] of tensors) {
    const dtype = typeNames.find((type) => data instanceof TYPES[type]);
    if (dtype === undefined || data.length !== shape.reduce((size, dim) => size * dim, 1)) {
      throw new TypeError(`The tensor "${name}" of shape [${shape.join(", ")}] was given ${data.length} values.`);
    }
    entries.push([name, { dtype, shape, data_offsets: [offset, offset + data.byteLength] }]);
    parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  // Spaces make the tensors begin at a multiple of 8, as the format advises.
  const header = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  header.set(json);
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  return [length, header, ...parts];
}

/**
 * Reads a file that nobody vouches for.
 * @throws TypeError saying what is wrong with it
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  if (bytes.length < LENGTH_BYTES) throw new TypeError(`it has ${bytes.length} bytes only`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(Math.min(MAX_HEADER, bytes.length - LENGTH_BYTES))) {
    throw new TypeError(`it names a header of ${length} bytes and has ${bytes.length} in all`);
  }
  const start = LENGTH_BYTES + Number(length);
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, start));
  const body = bytes.subarray(start);
  const metadata = new Map<string, string>();
  const tensors = new Map<string, SavedTensor>();
  let end = 0;
  const ranged = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, entry]) => ({ name, ...readEntry(name, entry) }))
    .sort((a, b) => a.first - b.first || a.last - b.last);
  for (const { name, type, shape, first, last } of ranged) {
    if (first !== end) throw new TypeError(`the tensor "${name}" begins at byte ${first} instead of ${end}`);
    if (last > body.length) throw new TypeError(`the tensor "${name}" ends at byte ${last} of ${body.length}`);
    end = last;
    // Copied, since typed arrays must begin at a multiple of their element's size.
    tensors.set(name, { shape, data: new TYPES[type](new Uint8Array(body.subarray(first, last)).buffer) });
  }
  if (end !== body.length) throw new TypeError(`it has ${body.length - end} bytes that belong to no tensor`);
  for (const [name, text] of Object.entries(asObject(header[METADATA] ?? {}, "the metadata"))) {
    if (typeof text !== "string") throw new TypeError(`its metadata "${name}" is not text`);
    metadata.set(name, text);
  }
  return { tensors, metadata };
}

const typeNames = Object.keys(TYPES) as TypeName[];

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new TypeError("its header is not JSON", { cause });
  }
  return asObject(header, "its header");
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new TypeError(`${what} is not an object`);
}

function readEntry(
  name: string,
  entry: unknown,
): { type: TypeName; shape: readonly number[]; first: number; last: number } {
  const { dtype, shape, data_offsets: offsets } = asObject(entry, `the entry of "${name}"`);
  const type = typeNames.find((known) => known === dtype);
  if (type === undefined) throw new TypeError(`the tensor "${name}" has the unknown type ${JSON.stringify(dtype)}`);
  if (!isCounts(shape) || shape.length > 16) throw new TypeError(`the tensor "${name}" has no valid shape`);
  if (!isCounts(offsets) || offsets.length !== 2) throw new TypeError(`the tensor "${name}" has no valid offsets`);
  const [first = 0, last = 0] = offsets;
  const size = shape.reduce((product, dim) => product * dim, TYPES[type].BYTES_PER_ELEMENT);
  if (last - first !== size) {
    throw new TypeError(`the tensor "${name}" of ${size} bytes is said to lie from byte ${first} to ${last}`);
  }
  return { type, shape, first, last };
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}
