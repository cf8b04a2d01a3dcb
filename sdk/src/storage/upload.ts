import { BlacktailError } from "../errors/BlacktailError.ts";
import type { Artifact } from "../schemas/Artifact.ts";
import { Channel } from "./Channel.ts";
import { reasonOf } from "./fetchBlock.ts";
import { CHUNK_BYTES, identify, MAX_LINKS } from "./identify.ts";
import { Patience } from "./Patience.ts";
import { readLimited } from "./readLimited.ts";
import type { Content } from "./types.ts";

export type UploadTarget = {
  api: string;
  headers: Readonly<Record<string, string>>;
  maxBytes: number;
  fetch: typeof globalThis.fetch;
  /** How long the storage may take nothing, or not answer, ms. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
};

const QUERY = `cid-version=1&raw-leaves=true&chunker=size-${CHUNK_BYTES}&max-file-links=${MAX_LINKS}&pin=true`;
const MAX_ANSWER_BYTES = 65_536;
/** A line slower than this is not waited for. */
const SLOWEST_BYTES_A_SECOND = 16_384;

/**
 * Stores content by `POST /api/v0/add`, computing its CID on the way.
 *
 * A storage that takes nothing for `timeoutMs`, or does not answer that long after the last byte, is given up.
 *
 * @returns what was computed here
 * @throws BlacktailError `STORAGE_TOO_LARGE`, `STORAGE_FULL`, `STORAGE_UPLOAD_REFUSED`, `STORAGE_UNREACHABLE`,
 * `STORAGE_CID_MISMATCH`; the signal's reason when it was aborted
 */
export async function upload(target: UploadTarget, content: Content): Promise<Artifact> {
  target.signal?.throwIfAborted();
  const { artifact, answered } = isWhole(content)
    ? await uploadWhole(target, content)
    : await uploadStream(target, content);
  if (answered === artifact.cid) return artifact;
  throw new BlacktailError({
    code: "STORAGE_CID_MISMATCH",
    message: `The storage ${target.api} answered the CID ${answered} for content whose CID is ${artifact.cid}.`,
    fix: "Use a storage that follows the chunker and max-file-links parameters: Blacktail's own, or kubo 0.35 or later.",
  });
}

function isWhole(content: Content): content is Uint8Array | Blob {
  return content instanceof Uint8Array || (typeof Blob !== "undefined" && content instanceof Blob);
}

async function uploadWhole(target: UploadTarget, content: Uint8Array | Blob) {
  const size = content instanceof Uint8Array ? content.length : content.size;
  if (size > target.maxBytes) throw tooLarge(size, target.maxBytes);
  const blob = content instanceof Uint8Array ? new Blob([content.slice()]) : content;
  const artifact = await identify(content instanceof Uint8Array ? [content] : readBlob(content));
  const form = new FormData();
  form.append("file", blob, "content");
  // Of a body that is sent as a whole no progress is seen: a slow line has time for all of it.
  const patience = new Patience(target.timeoutMs + (size / SLOWEST_BYTES_A_SECOND) * 1_000);
  return { artifact, answered: await post(target, { body: form }, patience) };
}

async function uploadStream(target: UploadTarget, content: AsyncIterable<Uint8Array>) {
  if (!canStreamRequests()) return uploadWhole(target, await collect(content, target.maxBytes));
  const channel = new Channel<Uint8Array>();
  const identified = identify(channel);
  identified.catch(() => undefined);
  const patience = new Patience(target.timeoutMs);
  const boundary = `blacktail-${crypto.randomUUID()}`;
  let failed: unknown;

  async function* body() {
    const text = (value: string) => new TextEncoder().encode(value);
    let size = 0;
    try {
      yield text(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="content"\r\n`);
      yield text("content-type: application/octet-stream\r\n\r\n");
      // From here on what takes its time is the source; while a chunk waits to be taken, it is the storage.
      patience.stop();
      for await (const chunk of content) {
        size += chunk.length;
        if (size > target.maxBytes) throw tooLarge(size, target.maxBytes);
        await channel.push(chunk);
        patience.start();
        yield chunk;
        patience.stop();
      }
      patience.start();
      yield text(`\r\n--${boundary}--\r\n`);
    } catch (error) {
      failed = error;
      throw error;
    } finally {
      channel.end();
    }
  }

  const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
  try {
    // Node needs `duplex` for a streamed body; the types of the DOM do not know it.
    const init: RequestInit & { duplex: "half" } = { body: toStream(body()), headers, duplex: "half" };
    const answered = await post(target, init, patience);
    return { artifact: await identified, answered };
  } catch (error) {
    // What went wrong in the source explains more than the request it broke.
    throw failed ?? error;
  }
}

async function post(target: UploadTarget, init: RequestInit, patience: Patience): Promise<string> {
  const { api, fetch, headers, signal } = target;
  let response: Response;
  let text: string;
  patience.start();
  try {
    response = await fetch(`${api}/api/v0/add?${QUERY}`, {
      ...init,
      method: "POST",
      signal: signal === undefined ? patience.signal : AbortSignal.any([patience.signal, signal]),
      headers: { ...headers, ...(init.headers as Record<string, string> | undefined) },
    });
    text = new TextDecoder().decode((await readLimited(response, MAX_ANSWER_BYTES)) ?? new Uint8Array());
  } catch (cause) {
    signal?.throwIfAborted();
    const what = patience.signal.aborted
      ? `neither took the upload nor answered for ${Math.round(patience.ms)} ms`
      : `could not be reached (${reasonOf(cause)})`;
    throw new BlacktailError({
      code: "STORAGE_UNREACHABLE",
      message: `The storage ${api} ${what}.`,
      fix: "Check that it runs and that its address is right, then try again.",
      retryable: true,
      cause,
    });
  } finally {
    patience.end();
  }
  if (!response.ok) throw refused(api, response.status, text);
  return cidOf(text);
}

/** The last line names the root. Empty when the answer is no answer of kubo's. */
function cidOf(text: string): string {
  try {
    const line: unknown = JSON.parse(text.trim().split("\n").at(-1) ?? "");
    return line !== null && typeof line === "object" && "Hash" in line && typeof line.Hash === "string"
      ? line.Hash
      : "(none)";
  } catch {
    return "(none)";
  }
}

function refused(api: string, status: number, text: string): BlacktailError {
  const codes: Record<number, string> = { 413: "STORAGE_TOO_LARGE", 507: "STORAGE_FULL" };
  return new BlacktailError({
    code: codes[status] ?? "STORAGE_UPLOAD_REFUSED",
    message: `The storage ${api} refused the upload with ${status}: ${reasonIn(text)}`,
    fix: "Mend what the reason names, or use another storage.",
    retryable: status === 429 || status === 502 || status === 503 || status === 504,
  });
}

function reasonIn(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === "object" && "Message" in value) return String(value.Message).slice(0, 500);
  } catch {
    // Not kubo's shape: the text itself is the reason.
  }
  return text.slice(0, 200) || "(no reason)";
}

/** Browsers stream request bodies only over HTTP/2, if at all; there a Blob (which they may keep on disk) is sent. */
function canStreamRequests(): boolean {
  return !("document" in globalThis) && !("WorkerGlobalScope" in globalThis);
}

function toStream(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
}

async function collect(content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(size, maxBytes);
    parts.push(chunk.slice());
  }
  return new Blob(parts);
}

async function* readBlob(blob: Blob): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < blob.size; at += CHUNK_BYTES) {
    yield new Uint8Array(await blob.slice(at, at + CHUNK_BYTES).arrayBuffer());
  }
}

function tooLarge(size: number, maxBytes: number): BlacktailError {
  return new BlacktailError({
    code: "STORAGE_TOO_LARGE",
    message: `The content has ${size} bytes or more; at most ${maxBytes} are allowed here.`,
    fix: "Store something smaller, or raise the limit (maxBytes).",
  });
}
