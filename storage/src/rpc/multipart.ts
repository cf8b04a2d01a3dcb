import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import busboy from "busboy";
import { failure } from "../error.ts";

/** One part of an upload: a file with content, or a directory without. */
export type Part = { path?: string; content: AsyncIterable<Uint8Array> } | { path: string };

const MAX_FILES = 10_000;
/** Room for the multipart frame around the files, in bytes. */
export const FRAME_BYTES = 1_048_576;

/**
 * The files of a multipart upload, in order, at the reader's pace. Each must be read before the next comes.
 *
 * @param maxBytes limit of each file, and (with `FRAME_BYTES` more) of the whole body
 * @throws BlacktailError `STORAGE_BAD_REQUEST`, `STORAGE_TOO_LARGE`, `STORAGE_UNSUPPORTED`, `STORAGE_ABORTED`
 */
export async function* readMultipart(req: IncomingMessage, maxBytes: number): AsyncGenerator<Part> {
  const parser = createParser(req, maxBytes);
  const parts: Part[] = [];
  const open = new Set<Readable>();
  let failed: unknown;
  let ended = false;
  let wake = () => {};
  const fail = (error: unknown) => {
    failed ??= error;
    for (const stream of open) stream.destroy(error instanceof Error ? error : undefined);
    wake();
  };

  parser.on("file", (fieldName, stream, info) => {
    open.add(stream);
    stream.once("close", () => open.delete(stream));
    stream.once("limit", () => fail(tooLarge(maxBytes)));
    // The reader sees the stream's error; this one is for streams nobody reads any more.
    stream.on("error", () => undefined);
    try {
      parts.push(toPart(fieldName, info, stream));
    } catch (error) {
      stream.resume();
      fail(error);
    }
    wake();
  });
  parser.once("filesLimit", () => fail(badRequest(`The upload has more than ${MAX_FILES} files.`, "Split it.")));
  parser.once("error", (error) =>
    fail(
      badRequest(
        "The body is no complete multipart/form-data.",
        "Send it whole, with the boundary that the header names.",
        error,
      ),
    ),
  );
  parser.once("close", () => {
    ended = true;
    wake();
  });
  req.once("close", () => {
    if (!req.complete) fail(failure("STORAGE_ABORTED", "The sender left during the upload.", "Send it again."));
  });
  let received = 0;
  req.on("data", (chunk: Uint8Array) => {
    received += chunk.length;
    if (received > maxBytes + FRAME_BYTES) fail(tooLarge(maxBytes));
  });
  req.pipe(parser);

  try {
    for (;;) {
      if (failed !== undefined) throw failed;
      const part = parts.shift();
      if (part !== undefined) yield part;
      else if (ended) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    req.unpipe(parser);
    for (const stream of open) stream.destroy();
  }
}

function createParser(req: IncomingMessage, maxBytes: number) {
  try {
    return busboy({
      headers: req.headers,
      preservePath: true,
      defParamCharset: "utf8",
      // One byte more than allowed: busboy reports a file that reaches the limit, whether or not it ends there.
      limits: { fileSize: maxBytes + 1, files: MAX_FILES, fields: 100, headerPairs: 20 },
    });
  } catch (cause) {
    throw badRequest("The body is no multipart/form-data.", "Send files as parts with a filename.", cause);
  }
}

function toPart(fieldName: string, info: busboy.FileInfo, content: Readable): Part {
  if (/[?&](mode|mtime)=/.test(fieldName)) {
    throw failure(
      "STORAGE_UNSUPPORTED",
      "Modes and times of files are not stored.",
      "Send files without mode and mtime.",
    );
  }
  if (info.mimeType === "application/symlink") {
    throw failure("STORAGE_UNSUPPORTED", "Symbolic links are not stored.", "Send the file that the link points to.");
  }
  const path = cleanPath(info.filename ?? "");
  if (info.mimeType !== "application/x-directory") return path === "" ? { content } : { path, content };
  content.resume();
  if (path === "") throw badRequest("A directory has no name.", "Give its path as the filename.");
  return { path };
}

function cleanPath(encoded: string): string {
  const name = decodeName(encoded);
  const segments = name.replace(/^\/+|\/+$/g, "").split("/");
  const isBad = (each: string) => each === "." || each === ".." || each.includes("\0") || Buffer.byteLength(each) > 255;
  if (segments.some(isBad) || segments.length > 64 || (segments.length > 1 && segments.includes(""))) {
    throw badRequest(`The filename "${name.slice(0, 200)}" is no plain path.`, "Use names without . and .. segments.");
  }
  return segments.join("/");
}

/** Kubo's clients URL-encode names, browsers do not: a name that is no valid encoding is taken as it is. */
function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

export function tooLarge(maxBytes: number) {
  return failure(
    "STORAGE_TOO_LARGE",
    `The upload is larger than the limit of ${maxBytes} bytes; nothing was stored.`,
    "Send a smaller file, or raise BLACKTAIL_STORAGE_MAX_BYTES.",
  );
}

function badRequest(message: string, fix: string, cause?: unknown) {
  return failure("STORAGE_BAD_REQUEST", message, fix, cause);
}
