import { FileProblem } from "../files/FileProblem.ts";

/** What an IDX file holds: the tensor format of MNIST (http://yann.lecun.com/exdb/mnist), gzip or plain. */
export type IdxInfo = {
  /** Of the tensor; one of them is a list of labels, three are gray images, four have channels too. */
  dimensions: readonly number[];
  /** Different values, of a list only. */
  classes?: number;
};

/** Bytes of one value, by the magic number's third byte. */
const WIDTHS: Record<number, number> = { 8: 1, 9: 1, 11: 2, 12: 4, 13: 4, 14: 8 };

/** Bytes; what gzip may unfold to here, as a small file can unfold to any size. */
const MAX_UNFOLDED = 512 * 1024 * 1024;

/** Bytes of a list that are looked at for its classes. */
const MAX_LABELS = 4 * 1024 * 1024;

/**
 * Reads an IDX file's shape and checks that it is as long as it says.
 * @throws FileProblem when it is no IDX, cut off, or unfolds to more than 512 MiB.
 */
export async function readIdx(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<IdxInfo> {
  const { head, length } = await unfold(name, bytes);
  const rank = head[3] ?? 0;
  const width = WIDTHS[head[2] ?? 0];
  const header = 4 + 4 * rank;
  if (head[0] !== 0 || head[1] !== 0 || width === undefined || rank < 1 || rank > 8 || head.length < header) {
    throw new FileProblem(
      `“${name}” is not an IDX file.`,
      "IDX is the format of MNIST: images or labels, gzip or plain.",
    );
  }
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const dimensions = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = header + dimensions.reduce((size, dimension) => size * dimension, width);
  if (length !== expected) {
    throw new FileProblem(
      `“${name}” is cut off or damaged: its header tells ${expected} bytes, it has ${length}.`,
      "Download or write it again.",
    );
  }
  if (rank !== 1 || width !== 1) return { dimensions };
  return { dimensions, classes: new Set(head.subarray(header)).size };
}

/** The first bytes of a file and the length of the whole, unfolded if it is gzip. */
async function unfold(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<{ head: Uint8Array; length: number }> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { head: bytes.subarray(0, MAX_LABELS), length: bytes.length };
  const head = new Uint8Array(MAX_LABELS);
  let length = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (length < MAX_LABELS) head.set(part.value.subarray(0, MAX_LABELS - length), length);
      length += part.value.length;
      if (length > MAX_UNFOLDED) {
        throw new FileProblem(`“${name}” unfolds to more than 512 MiB.`, "Give fewer images.");
      }
    }
  } catch (error) {
    if (error instanceof FileProblem) throw error;
    throw new FileProblem(`“${name}” is damaged: its gzip cannot be unfolded.`, "Download or write it again.");
  } finally {
    reader.cancel().catch(() => undefined);
  }
  return { head: head.subarray(0, Math.min(length, MAX_LABELS)), length };
}
