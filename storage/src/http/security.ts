import type { IncomingMessage, ServerResponse } from "node:http";
import { failure } from "../error.ts";

/** Headers of every answer: content comes from strangers, so a browser must neither run it nor guess its type. */
export function setSafeHeaders(res: ServerResponse): void {
  res.setHeader("x-content-type-options", "nosniff");
  res.setHeader("content-security-policy", "default-src 'none'; sandbox");
  res.setHeader("cross-origin-resource-policy", "cross-origin");
  res.setHeader("referrer-policy", "no-referrer");
}

/** Reading is open to every web page: what is stored is public and checked by its CID. */
export function allowReading(res: ServerResponse): void {
  res.setHeader("access-control-allow-origin", "*");
  res.setHeader("access-control-allow-methods", "GET, HEAD, OPTIONS");
  res.setHeader("access-control-allow-headers", "Accept, Cache-Control, Content-Type, If-None-Match, If-Range, Range");
  res.setHeader(
    "access-control-expose-headers",
    "Content-Length, Content-Range, Content-Disposition, ETag, X-Ipfs-Path, X-Ipfs-Roots",
  );
}

/**
 * Lets web pages of the configured origins call a command, and refuses those of others: a browser would send the request
 * even if the page cannot read the answer.
 *
 * @param origins origins that may call; none for commands that only operators need
 * @throws BlacktailError `STORAGE_ORIGIN_REFUSED`
 */
export function allowCalling(req: IncomingMessage, res: ServerResponse, origins: "*" | string[]): void {
  const { origin } = req.headers;
  if (origin === undefined) return;
  if (origins !== "*" && !origins.includes(origin)) {
    throw failure(
      "STORAGE_ORIGIN_REFUSED",
      `Pages of ${origin.slice(0, 200)} may not call this command.`,
      "If the page is yours, add its origin to BLACKTAIL_STORAGE_ORIGINS; pinning and collecting are for the command line only.",
    );
  }
  res.setHeader("access-control-allow-origin", origins === "*" ? "*" : origin);
  res.setHeader("vary", "Origin");
  res.setHeader("access-control-allow-methods", "POST, OPTIONS");
  res.setHeader("access-control-allow-headers", "Authorization, Content-Type");
  if (req.headers["access-control-request-private-network"] === "true") {
    res.setHeader("access-control-allow-private-network", "true");
  }
}
