import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { finished } from "node:stream/promises";

/** Writes a file piece by piece; it is there whole or not at all. */
export async function writeLines(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const partial = `${path}.partial`;
  const out = createWriteStream(partial, { flush: true });
  const written = finished(out);
  // Awaited at the end; a full disk shows earlier, and must not count as unhandled until then.
  written.catch(() => undefined);
  try {
    for await (const piece of pieces) if (!out.write(piece)) await Promise.race([once(out, "drain"), written]);
    out.end();
    await written;
    await rename(partial, path);
  } catch (error) {
    out.destroy();
    await rm(partial, { force: true });
    throw error;
  }
}
