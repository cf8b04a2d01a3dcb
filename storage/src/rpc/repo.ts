import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "../Context.ts";
import { sendJson } from "../http/respond.ts";
import { collectGarbage } from "../store/collect.ts";
import { VERSION } from "./version.ts";

/** POST /api/v0/repo/gc: removes blocks that no pin needs; answers how many, and their bytes. */
export async function repoGc({ store, pins, log }: Context, _req: IncomingMessage, res: ServerResponse) {
  const removed = await collectGarbage(store, pins);
  log.info(removed, "collected unpinned blocks");
  sendJson(res, 200, removed);
}

/** POST /api/v0/repo/stat: bytes used and allowed (0 = no quota). */
export async function repoStat({ store, config }: Context, _req: IncomingMessage, res: ServerResponse) {
  sendJson(res, 200, { RepoSize: await store.usedBytes(), StorageMax: config.quotaBytes, Version: VERSION });
}
