import type { IncomingMessage, ServerResponse } from "node:http";
import { exporter } from "ipfs-unixfs-exporter";
import type { Context } from "../Context.ts";
import { explain, failure } from "../error.ts";
import { matchesEtag } from "../http/etag.ts";
import { allowReading } from "../http/security.ts";
import { DAG_PB, parseBlockCid, RAW } from "../sdk.ts";
import { type Resolved, resolvePath } from "../store/resolve.ts";
import { type Format, parseFormat } from "./format.ts";
import { rememberFirst } from "./rememberFirst.ts";
import { sendCar } from "./sendCar.ts";
import { sendDirectory } from "./sendDirectory.ts";
import { sendFile } from "./sendFile.ts";

/**
 * Answers GET and HEAD /ipfs/CID[/path]: an IPFS path gateway with trustless answers (`?format=raw|car`). It never asks
 * others for content: what is not stored here is 404 at once.
 */
export async function routeGateway(
  context: Context,
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
): Promise<void> {
  allowReading(res);
  if (req.method === "OPTIONS") {
    res.writeHead(204).end();
    return;
  }
  if (req.method !== "GET" && req.method !== "HEAD") {
    res.setHeader("allow", "GET, HEAD, OPTIONS");
    throw failure("STORAGE_METHOD", `${req.method} is not allowed on /ipfs.`, "Store content by POST /api/v0/add.");
  }
  const path = decodePath(url.pathname.slice("/ipfs/".length));
  const format = parseFormat(url.searchParams, req.headers.accept);
  try {
    await answer(context, req, res, url, await resolvePath(context.store, path), format, path);
  } catch (error) {
    if (
      explain(error).error.code === "STORAGE_NOT_FOUND" &&
      /only-if-cached/.test(req.headers["cache-control"] ?? "")
    ) {
      throw failure(
        "STORAGE_NOT_CACHED",
        `${path.slice(0, 200)} is not stored here.`,
        "Ask without only-if-cached elsewhere.",
        error,
      );
    }
    throw error;
  }
}

async function answer(
  context: Context,
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
  resolved: Resolved,
  format: Format,
  path: string,
): Promise<void> {
  const { store } = context;
  const { cid } = resolved;
  const etag = { file: `"${cid}"`, raw: `"${cid}.raw"`, car: `W/"${cid}.car"` }[format];
  const get = rememberFirst((each) => store.get(each));
  const bytes = await get(cid);
  res.setHeader("etag", etag);
  res.setHeader("cache-control", "public, max-age=29030400, immutable");
  res.setHeader("x-ipfs-path", `/ipfs/${path.split("/").map(encodeURIComponent).join("/")}`);
  res.setHeader("x-ipfs-roots", [...resolved.passed, cid].join(","));
  if (matchesEtag(req.headers["if-none-match"], etag)) {
    res.writeHead(304).end();
    return;
  }
  if (format === "car") return sendCar(context, res, resolved, url.searchParams.get("dag-scope"));
  if (format === "raw" || (cid.code !== RAW && cid.code !== DAG_PB)) return sendBlock(res, bytes, cid.toString());
  if (cid.code === DAG_PB) {
    const entry = await exporter(cid, store.readable);
    if (entry.type === "directory") return sendDirectory(res, entry);
  }
  return sendFile(get, req, res, resolved, url.searchParams);
}

function sendBlock(res: ServerResponse, bytes: Uint8Array, name: string): void {
  res.writeHead(200, {
    "content-type": "application/vnd.ipld.raw",
    "content-length": bytes.length,
    "content-disposition": `attachment; filename="${name}.bin"`,
  });
  res.end(res.req.method === "HEAD" ? undefined : bytes);
}

/** Segments are decoded one by one, so that an encoded slash cannot make new ones. */
function decodePath(encoded: string): string {
  const segments = encoded.split("/").filter(Boolean).map(decodeSegment);
  const [first = ""] = segments;
  parseBlockCid(first);
  if (segments.some((each) => each === "." || each === ".." || /[\0/]/.test(each)) || segments.length > 64) {
    throw failure(
      "STORAGE_BAD_REQUEST",
      "The path is no plain path.",
      "Use names without . and .. and encoded slashes.",
    );
  }
  return segments.join("/");
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw failure("STORAGE_BAD_REQUEST", "The path is not URL-encoded.", "Encode % as %25.", cause);
  }
}
