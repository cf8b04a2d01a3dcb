import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Context } from "./Context.ts";
import { explain, failure, systemCode } from "./error.ts";
import { routeGateway } from "./gateway/route.ts";
import { sendError, sendJson } from "./http/respond.ts";
import { setSafeHeaders } from "./http/security.ts";
import { routeRpc } from "./rpc/route.ts";
import { VERSION } from "./rpc/version.ts";

/** Longest time one request may take to arrive, in milliseconds: an hour is 1 GiB at 300 kB/s. */
const REQUEST_MS = 3_600_000;

/**
 * Starts listening.
 *
 * @returns the server and its address
 * @throws BlacktailError `STORAGE_PORT_TAKEN`, `STORAGE_LISTEN`
 */
export async function listen(context: Context): Promise<{ server: Server; url: string }> {
  const { host, port, idleMs } = context.config;
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: 10_000, keepAliveTimeout: 5_000, connectionsCheckingInterval: 5_000 },
    (req, res) => void handle(context, req, res),
  );
  server.setTimeout(idleMs);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(cannotListen(host, port, error)));
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return { server, url: `http://${name}:${address.port}` };
}

async function handle(context: Context, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const started = performance.now();
  const seen = { method: req.method, path: req.url?.split("?")[0]?.slice(0, 200) };
  // A sender who leaves is noticed by whoever reads the request; without a listener it would end the process.
  req.on("error", () => undefined);
  res.on("error", () => undefined);
  try {
    await route(context, req, res);
    context.log.debug({ ...seen, status: res.statusCode, ms: Math.round(performance.now() - started) }, "answered");
  } catch (cause) {
    const { status, error } = explain(cause);
    const level = error.code === "STORAGE_ABORTED" || status < 500 ? "info" : "error";
    context.log[level]({ ...seen, status, code: error.code, err: status === 500 ? error : undefined }, error.message);
    sendError(res, status, error);
  }
}

async function route(context: Context, req: IncomingMessage, res: ServerResponse): Promise<void> {
  setSafeHeaders(res);
  const url = parseUrl(req.url);
  if (url.pathname.startsWith("/api/v0/")) return routeRpc(context, req, res, url);
  if (url.pathname.startsWith("/ipfs/")) return routeGateway(context, req, res, url);
  if (url.pathname === "/healthz") return sendJson(res, 200, { status: "ok", version: VERSION });
  throw failure(
    "STORAGE_UNKNOWN_ROUTE",
    "There is nothing under this path.",
    "Use /ipfs/CID[/path], /api/v0/COMMAND or /healthz.",
  );
}

function parseUrl(target = "/"): URL {
  try {
    return new URL(`http://storage${target.startsWith("/") ? target : "/"}`);
  } catch (cause) {
    throw failure("STORAGE_BAD_REQUEST", "The request's URL cannot be read.", "Encode special characters.", cause);
  }
}

function cannotListen(host: string, port: number, error: Error) {
  if (systemCode(error) === "EADDRINUSE") {
    return failure(
      "STORAGE_PORT_TAKEN",
      `Port ${port} of ${host} is in use.`,
      "Stop what uses it, or set BLACKTAIL_STORAGE_PORT.",
      error,
    );
  }
  return failure(
    "STORAGE_LISTEN",
    `The storage cannot listen on ${host}:${port} (${systemCode(error)}).`,
    "Set BLACKTAIL_STORAGE_HOST and BLACKTAIL_STORAGE_PORT to an address of this machine.",
    error,
  );
}
