import type { ServerResponse } from "node:http";
import type { BlacktailError } from "../sdk.ts";

const CONTENT_HEADERS = ["etag", "content-disposition", "content-length", "accept-ranges", "x-ipfs-roots"];

/** Sends a JSON document. */
export function sendJson(res: ServerResponse, status: number, value: unknown): void {
  sendText(res, status, "application/json; charset=utf-8", `${JSON.stringify(value)}\n`);
}

export function sendText(res: ServerResponse, status: number, type: string, text: string): void {
  const body = Buffer.from(text);
  res.writeHead(status, { "content-type": type, "content-length": body.length });
  res.end(res.req.method === "HEAD" ? undefined : body);
}

/**
 * Sends an error in the shape of Kubo's RPC (Message, Code, Type), with the project's code and fix beside. An answer that
 * has begun cannot be taken back: its connection is cut, so that the reader sees it is incomplete.
 */
export function sendError(res: ServerResponse, status: number, error: BlacktailError): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  for (const name of CONTENT_HEADERS) res.removeHeader(name);
  // With 416 it tells the size; otherwise it belongs to the answer that failed.
  if (status !== 416) res.removeHeader("content-range");
  res.setHeader("cache-control", "no-store");
  if (error.retryable) res.setHeader("retry-after", "1");
  const { code, message, fix } = error;
  sendJson(res, status, { Message: `${message} ${fix}`, Code: 0, Type: "error", code, message, fix });
}
