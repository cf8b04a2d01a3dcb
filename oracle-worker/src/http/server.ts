import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { BlacktailError } from "@blacktail/sdk";
import type { Health } from "./health.ts";
import type { Metrics } from "./metrics.ts";
import type { ProgressHub } from "./progress.ts";

export type HttpOptions = { host: string; port: number; health: Health; metrics: Metrics; progress: ProgressHub };

const PROGRESS = /^\/v1\/jobs\/(0|[1-9]\d{0,77})\/progress$/;

/**
 * Serves `/healthz`, `/metrics` and `/v1/jobs/:jobId/progress` to anyone: nothing in them is secret, nothing can be changed.
 *
 * @throws BlacktailError `WORKER_PORT` when the address cannot be listened on.
 */
export async function serve(options: HttpOptions): Promise<{ server: Server; url: string }> {
  const { host, port } = options;
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
    answer(request, response, options).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });
  server.maxConnections = 1_024;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(portError(host, port, cause)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const actual = typeof address === "object" && address !== null ? address.port : port;
  return { server, url: `http://${host.includes(":") ? `[${host}]` : host}:${actual}` };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: HttpOptions): Promise<void> {
  response.setHeader("access-control-allow-origin", "*");
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  if (request.method === "OPTIONS") {
    response
      .writeHead(204, { "access-control-allow-methods": "GET, HEAD", "access-control-allow-headers": "last-event-id" })
      .end();
    return;
  }
  if (request.method !== "GET" && request.method !== "HEAD")
    return send(response, 405, { error: "only GET is answered" });
  if (path === "/healthz") return send(response, options.health.isReady ? 200 : 503, options.health.report());
  if (path === "/metrics") {
    const { registry } = options.metrics;
    response.writeHead(200, { "content-type": registry.contentType }).end(await registry.metrics());
    return;
  }
  const jobId = PROGRESS.exec(path)?.[1];
  if (jobId === undefined) return send(response, 404, { error: `${path.slice(0, 100)} is not known here` });
  const lastId = Number(request.headers["last-event-id"] ?? 0) || 0;
  options.progress.listen(jobId, lastId, response, request.method === "HEAD");
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}

function portError(host: string, port: number, cause: Error): BlacktailError {
  return new BlacktailError({
    code: "WORKER_PORT",
    message: `Cannot listen on ${host}:${port} (${"code" in cause ? String(cause.code) : cause.message}).`,
    fix: "Stop what uses it, or give another BLACKTAIL_HTTP_PORT.",
    retryable: true,
    cause,
  });
}
