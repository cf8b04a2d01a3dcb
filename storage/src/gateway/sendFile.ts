import type { IncomingMessage, ServerResponse } from "node:http";
import { parseRange } from "../http/range.ts";
import { sendStream } from "../http/sendStream.ts";
import { type GetBlock, openFile } from "../sdk.ts";
import type { Resolved } from "../store/resolve.ts";
import { contentType } from "./contentType.ts";

/** Sends a file's bytes, or the part that a Range header asks for. */
export async function sendFile(
  get: GetBlock,
  req: IncomingMessage,
  res: ServerResponse,
  resolved: Resolved,
  query: URLSearchParams,
) {
  const file = await openFile(resolved.cid, get);
  const type = contentType(await firstBytes(file.read({ length: Math.min(16, file.size) })));
  const stale = req.headers["if-range"] !== undefined && req.headers["if-range"] !== res.getHeader("etag");
  const range = stale ? undefined : rangeOf(req, res, file.size);
  const { offset, length } = range ?? { offset: 0, length: file.size };

  const disposition = type === "application/octet-stream" ? "attachment" : "inline";
  const name = (query.get("filename") ?? resolved.name).slice(0, 255);
  res.setHeader(
    "content-disposition",
    name === "" ? disposition : `${disposition}; filename*=UTF-8''${escapeName(name)}`,
  );
  res.setHeader("content-type", type);
  res.setHeader("accept-ranges", "bytes");
  res.setHeader("content-length", length);
  if (range !== undefined) {
    res.statusCode = 206;
    res.setHeader("content-range", `bytes ${offset}-${offset + length - 1}/${file.size}`);
  }
  if (req.method === "HEAD") {
    res.end();
    return;
  }
  await sendStream(res, file.read({ offset, length }));
}

function rangeOf(req: IncomingMessage, res: ServerResponse, size: number) {
  try {
    return parseRange(req.headers.range, size);
  } catch (error) {
    res.setHeader("content-range", `bytes */${size}`);
    throw error;
  }
}

async function firstBytes(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

function escapeName(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}
