import type { ServerResponse } from "node:http";
import type { UnixFSDirectory } from "ipfs-unixfs-exporter";
import { sendJson } from "../http/respond.ts";

const MAX_ENTRIES = 10_000;

/** Sends a directory as JSON: `{ cid, entries: [{ name, cid, size }], truncated }`; `size` in bytes with all overhead. */
export async function sendDirectory(res: ServerResponse, directory: UnixFSDirectory): Promise<void> {
  const entries: { name: string; cid: string; size: number }[] = [];
  let truncated = false;
  for await (const { name, cid, size } of directory.entries()) {
    if (entries.length === MAX_ENTRIES) {
      truncated = true;
      break;
    }
    entries.push({ name, cid: cid.toString(), size: Number(size) });
  }
  sendJson(res, 200, { cid: directory.cid.toString(), entries, truncated });
}
