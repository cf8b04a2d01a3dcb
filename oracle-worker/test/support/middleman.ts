import { createServer, type Server } from "node:http";

/** An HTTP proxy in front of a service: it can fall silent and come back, and can change what passes through. */
export class Middleman {
  readonly #target: string;
  #server: Server | undefined;
  #port = 0;
  /** Changes the answer's body; the path tells which. */
  tamper: (path: string, body: Buffer) => Buffer = (_, body) => body;

  constructor(target: string) {
    this.#target = target;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async up(): Promise<void> {
    const server = createServer(async (request, response) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const path = request.url ?? "/";
        const method = request.method ?? "GET";
        const answer = await fetch(this.#target + path, {
          method,
          headers: { "content-type": request.headers["content-type"] ?? "application/json" },
          ...(method === "GET" || method === "HEAD" ? {} : { body: Buffer.concat(chunks) }),
        });
        const body = this.tamper(path, Buffer.from(await answer.arrayBuffer()));
        response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" }).end(body);
      } catch {
        // What the target does not answer, the proxy does not answer.
        response.destroy();
      }
    });
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    const address = server.address();
    if (typeof address === "object" && address !== null) this.#port = address.port;
    this.#server = server;
  }

  async down(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}
