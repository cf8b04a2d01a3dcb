import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Streams bytes as the answer's body at the reader's pace; a reader who leaves is no error. */
export async function sendStream(res: ServerResponse, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await pipeline(Readable.from(chunks, { objectMode: false, highWaterMark: 1_048_576 }), res);
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, "code") === "ERR_STREAM_PREMATURE_CLOSE") return;
    throw error;
  }
}
