import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "../Context.ts";
import { failure } from "../error.ts";
import { linger } from "../http/linger.ts";
import { allowCalling } from "../http/security.ts";
import { add } from "./add.ts";
import { blockGet, blockPut, blockStat } from "./block.ts";
import { cat } from "./cat.ts";
import { pinAdd, pinLs, pinRm } from "./pin.ts";
import { repoGc, repoStat } from "./repo.ts";
import { version } from "./version.ts";

type Handler = (context: Context, req: IncomingMessage, res: ServerResponse, query: URLSearchParams) => Promise<void>;

/** `pages`: whether web pages (of the configured origins) may call it; the rest is for operators and tools. */
const COMMANDS: Record<string, { handler: Handler; pages: boolean }> = {
  add: { handler: add, pages: true },
  version: { handler: version, pages: true },
  cat: { handler: cat, pages: true },
  "block/get": { handler: blockGet, pages: true },
  "block/stat": { handler: blockStat, pages: true },
  "block/put": { handler: blockPut, pages: true },
  "pin/ls": { handler: pinLs, pages: false },
  "pin/add": { handler: pinAdd, pages: false },
  "pin/rm": { handler: pinRm, pages: false },
  "repo/gc": { handler: repoGc, pages: false },
  "repo/stat": { handler: repoStat, pages: false },
};

/** Answers /api/v0/…: the part of kubo's RPC API that Blacktail, graph-cli and graph-node use. */
export async function routeRpc(context: Context, req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
  const name = url.pathname.replace(/^\/api\/v0\//, "").replace(/\/$/, "");
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    throw failure(
      "STORAGE_UNKNOWN_ROUTE",
      `There is no command "${name.slice(0, 64)}".`,
      `Use one of: ${Object.keys(COMMANDS).join(", ")}; or run a kubo node for the rest of its API.`,
    );
  }
  try {
    allowCalling(req, res, command.pages ? context.config.origins : []);
    if (req.method === "OPTIONS") {
      res.writeHead(204).end();
      return;
    }
    if (req.method !== "POST") {
      res.setHeader("allow", "POST, OPTIONS");
      throw failure("STORAGE_METHOD", `${req.method} is not allowed on /api/v0.`, "Commands are called by POST.");
    }
    authorize(req, context.config.token);
    await command.handler(context, req, res, url.searchParams);
  } catch (error) {
    linger(req);
    throw error;
  }
}

function authorize(req: IncomingMessage, token: string | undefined): void {
  if (token === undefined) return;
  const digest = (text: string) => createHash("sha256").update(text).digest();
  if (timingSafeEqual(digest(req.headers.authorization ?? ""), digest(`Bearer ${token}`))) return;
  throw failure(
    "STORAGE_UNAUTHORIZED",
    "The command needs the storage's token.",
    "Send `Authorization: Bearer TOKEN` with the value of BLACKTAIL_STORAGE_TOKEN.",
  );
}
