import type { IncomingMessage, ServerResponse } from "node:http";
import { type ImportResult, importer } from "ipfs-unixfs-importer";
import type { CID } from "multiformats/cid";
import type { Context } from "../Context.ts";
import { failure } from "../error.ts";
import { sendText } from "../http/respond.ts";
import { Upload } from "../store/Upload.ts";
import { importOptions, isTrue } from "./importOptions.ts";
import { FRAME_BYTES, readMultipart, tooLarge } from "./multipart.ts";

/** POST /api/v0/add: stores files and directories, answers one line of JSON each, pins the roots. */
export async function add(context: Context, req: IncomingMessage, res: ServerResponse, query: URLSearchParams) {
  const { config, store, pins, log } = context;
  const options = importOptions(query);
  const onlyHash = isTrue(query, "only-hash");
  const pin = !query.has("pin") || isTrue(query, "pin");
  if (store.uploads >= config.maxUploads) {
    throw failure(
      "STORAGE_BUSY",
      `${store.uploads} uploads are running, as many as allowed.`,
      "Try again in a moment.",
    );
  }
  // Told at once where the length is announced; the rest is cut when it passes the limit.
  if (Number(req.headers["content-length"] ?? 0) > config.maxBytes + FRAME_BYTES) throw tooLarge(config.maxBytes);

  const started = performance.now();
  const upload = await Upload.begin(store, pins);
  try {
    const sink = onlyHash ? { put: async (cid: CID) => cid } : upload;
    const results: ImportResult[] = [];
    for await (const result of importer(readMultipart(req, config.maxBytes), sink, options)) results.push(result);
    if (results.length === 0) {
      throw failure("STORAGE_BAD_REQUEST", "The upload holds no file.", "Send at least one part with a filename.");
    }
    if (!onlyHash) {
      const roots = pin ? rootsOf(results) : [];
      await upload.commit(roots.map((cid) => ({ cid, type: "recursive" })));
    }
    log.info(
      {
        cid: results.at(-1)?.cid.toString(),
        entries: results.length,
        pin,
        onlyHash,
        ms: Math.round(performance.now() - started),
      },
      "added",
    );
    sendText(res, 200, "application/json; charset=utf-8", results.map(toLine).join(""));
  } finally {
    await upload.discard();
  }
}

function toLine({ cid, path, size }: ImportResult): string {
  return `${JSON.stringify({ Name: path ?? cid.toString(), Hash: cid.toString(), Size: size.toString() })}\n`;
}

/** Entries that no other entry contains. */
function rootsOf(results: ImportResult[]): CID[] {
  const paths = new Set(results.map(({ path }) => path));
  const isTop = ({ path }: ImportResult) =>
    path === undefined || path === "" || !parentsOf(path).some((parent) => paths.has(parent));
  return results.filter(isTop).map(({ cid }) => cid);
}

function parentsOf(path: string): string[] {
  const segments = path.split("/");
  return segments.map((_, index) => segments.slice(0, index).join("/"));
}
