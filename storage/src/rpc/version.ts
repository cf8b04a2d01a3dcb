import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "../Context.ts";
import { sendJson } from "../http/respond.ts";

export const VERSION = "0.1.0";

/** POST /api/v0/version: answers in kubo's shape; clients use it to see whether the service is up. */
export async function version(_context: Context, _req: IncomingMessage, res: ServerResponse) {
  sendJson(res, 200, { Version: VERSION, Commit: "", Repo: "blacktail", System: process.platform, Golang: "" });
}
