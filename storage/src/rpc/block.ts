import type { IncomingMessage, ServerResponse } from "node:http";
import { CID } from "multiformats/cid";
import { sha256 } from "multiformats/hashes/sha2";
import type { Context } from "../Context.ts";
import { failure } from "../error.ts";
import { sendJson } from "../http/respond.ts";
import { MAX_BLOCK_BYTES } from "../sdk.ts";
import { resolvePath } from "../store/resolve.ts";
import { Upload } from "../store/Upload.ts";
import { pathArgument } from "./argument.ts";
import { isTrue } from "./importOptions.ts";
import { readMultipart } from "./multipart.ts";

/** Codecs that `block/put` accepts: name of kubo's parameter to multicodec code. */
const CODECS: Record<string, number> = {
  raw: 0x55,
  "dag-pb": 0x70,
  protobuf: 0x70,
  v0: 0x70,
  "dag-cbor": 0x71,
  "dag-json": 0x0129,
};

/** POST /api/v0/block/get?arg=PATH: the block's bytes. */
export async function blockGet({ store }: Context, _req: IncomingMessage, res: ServerResponse, query: URLSearchParams) {
  const { cid } = await resolvePath(store, pathArgument(query));
  const bytes = await store.get(cid);
  res.writeHead(200, { "content-type": "application/octet-stream", "content-length": bytes.length });
  res.end(bytes);
}

/** POST /api/v0/block/stat?arg=PATH: CID and size of the block, whose bytes are checked. */
export async function blockStat(
  { store }: Context,
  _req: IncomingMessage,
  res: ServerResponse,
  query: URLSearchParams,
) {
  const { cid } = await resolvePath(store, pathArgument(query));
  sendJson(res, 200, { Key: cid.toString(), Size: (await store.get(cid)).length });
}

/** POST /api/v0/block/put?cid-codec=raw: stores one block, unpinned unless `pin=true`. */
export async function blockPut(context: Context, req: IncomingMessage, res: ServerResponse, query: URLSearchParams) {
  const { store, pins } = context;
  const name = query.get("cid-codec") ?? query.get("format") ?? "raw";
  const codec = CODECS[name];
  const hash = query.get("mhtype") ?? "sha2-256";
  if (codec === undefined || hash !== "sha2-256") {
    throw failure(
      "STORAGE_UNSUPPORTED",
      `Blocks of ${name.slice(0, 64)} hashed by ${hash.slice(0, 64)} are not supported.`,
      `Use mhtype=sha2-256 and cid-codec=${Object.keys(CODECS).join("|")}.`,
    );
  }
  const bytes = await readOne(req);
  const digest = await sha256.digest(bytes);
  const cid = query.get("format") === "v0" ? CID.createV0(digest) : CID.createV1(codec, digest);
  const upload = await Upload.begin(store, pins);
  try {
    await upload.put(cid, bytes);
    await upload.commit(isTrue(query, "pin") ? [{ cid, type: "recursive" }] : []);
  } finally {
    await upload.discard();
  }
  sendJson(res, 200, { Key: cid.toString(), Size: bytes.length });
}

async function readOne(req: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let files = 0;
  for await (const part of readMultipart(req, MAX_BLOCK_BYTES)) {
    files++;
    if ("content" in part) for await (const chunk of part.content) chunks.push(chunk);
  }
  if (files === 1) return Buffer.concat(chunks);
  throw failure("STORAGE_BAD_REQUEST", `The upload holds ${files} blocks.`, "Send exactly one part with a filename.");
}
