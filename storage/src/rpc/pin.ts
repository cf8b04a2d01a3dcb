import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "../Context.ts";
import { failure } from "../error.ts";
import { sendJson } from "../http/respond.ts";
import { parseBlockCid } from "../sdk.ts";
import { walkDag } from "../store/dag.ts";
import { resolvePath } from "../store/resolve.ts";
import { Upload } from "../store/Upload.ts";
import { pathArguments } from "./argument.ts";
import { isTrue } from "./importOptions.ts";

/** POST /api/v0/pin/add?arg=PATH: keeps what is stored here already; every block under it must be here. */
export async function pinAdd(
  { store, pins }: Context,
  _req: IncomingMessage,
  res: ServerResponse,
  query: URLSearchParams,
) {
  const type = query.has("recursive") && !isTrue(query, "recursive") ? "direct" : "recursive";
  // Held as an upload so that no block is collected between the check and the pin.
  const upload = await Upload.begin(store, pins);
  try {
    const resolved = await Promise.all(pathArguments(query).map((path) => resolvePath(store, path)));
    for (const { cid } of resolved) {
      if (type === "direct") await store.get(cid);
      else for await (const _ of walkDag(store, cid, { read: false }));
    }
    await upload.commit(resolved.map(({ cid }) => ({ cid, type })));
    sendJson(res, 200, { Pins: resolved.map(({ cid }) => cid.toString()) });
  } finally {
    await upload.discard();
  }
}

/** POST /api/v0/pin/rm?arg=CID: lets the content be collected by repo/gc. */
export async function pinRm({ pins }: Context, _req: IncomingMessage, res: ServerResponse, query: URLSearchParams) {
  const cids = pathArguments(query).map(parseBlockCid);
  for (const cid of cids) {
    if (await pins.remove(cid)) continue;
    throw failure("STORAGE_NOT_FOUND", `${cid} is not pinned.`, "POST /api/v0/pin/ls lists what is.");
  }
  sendJson(res, 200, { Pins: cids.map(String) });
}

/** POST /api/v0/pin/ls[?arg=CID][&type=recursive|direct|all][&stream=true] */
export async function pinLs({ pins }: Context, _req: IncomingMessage, res: ServerResponse, query: URLSearchParams) {
  const wanted = query.get("type") ?? "all";
  const only = query.has("arg") ? new Set(pathArguments(query).map((arg) => parseBlockCid(arg).toString())) : undefined;
  const found: { Cid: string; Type: string }[] = [];
  for await (const { cid, type } of pins.list()) {
    const key = cid.toString();
    if ((wanted === "all" || wanted === type) && (only === undefined || only.has(key)))
      found.push({ Cid: key, Type: type });
  }
  const missing = [...(only ?? [])].find((cid) => !found.some(({ Cid }) => Cid === cid));
  if (missing !== undefined) throw failure("STORAGE_NOT_FOUND", `${missing} is not pinned.`, "Pin it with pin/add.");
  if (isTrue(query, "stream")) {
    res.writeHead(200, { "content-type": "application/json; charset=utf-8" });
    res.end(found.map((line) => `${JSON.stringify(line)}\n`).join(""));
    return;
  }
  sendJson(res, 200, { Keys: Object.fromEntries(found.map(({ Cid, Type }) => [Cid, { Type }])) });
}
