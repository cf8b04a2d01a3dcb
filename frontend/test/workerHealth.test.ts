import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, describe, it } from "node:test";
import { healthUrl, workerHealth } from "../src/data/workerHealth.ts";

const servers: Server[] = [];
after(() => Promise.all(servers.map((server) => server.close())));

/** A worker that answers as `listener` does. */
async function worker(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/healthz`;
}

const says = (body: unknown, status = 200) =>
  worker((_, response) => response.writeHead(status).end(JSON.stringify(body)));

describe("where a worker reports", () => {
  it("is below its endpoint, and nowhere for what is no web address", () => {
    assert.equal(healthUrl("https://worker.example/a/"), "https://worker.example/a/healthz");
    for (const odd of ["", "javascript:alert(1)", "file:///etc/passwd", "worker"])
      assert.equal(healthUrl(odd), undefined);
  });
});

describe("what a worker says of itself", () => {
  it("is read, also when it is not ready", async () => {
    const url = await says({ ready: false, reasons: { chain: "behind" }, block: 7, devices: ["cpu"] }, 503);
    const { ready, reasons, block, devices, warnings } = await workerHealth(url);
    assert.deepEqual(
      { ready, reasons, block, devices, warnings },
      { ready: false, reasons: [["chain", "behind"]], block: 7, devices: ["cpu"], warnings: [] },
    );
  });

  it("is cut, and left out where it is odd", async () => {
    const url = await says({
      ready: true,
      reasons: Object.fromEntries(Array.from({ length: 30 }, (_, part) => [`part ${part}`, "x".repeat(900)])),
      block: "many",
      devices: "all",
      warnings: [{}],
    });
    const report = await workerHealth(url);
    assert.deepEqual([report.reasons.length, report.reasons[0]?.[1].length], [20, 200]);
    assert.deepEqual([report.block, report.devices, report.warnings], [undefined, [], []]);
  });

  it("is refused when it is too long, no report, or leads elsewhere", async () => {
    await assert.rejects(workerHealth(await says({ ready: true, more: "x".repeat(70_000) })), /too long/);
    await assert.rejects(workerHealth(await says([])));
    const target = await says({ ready: true });
    await assert.rejects(
      workerHealth(await worker((_, response) => response.writeHead(302, { location: target }).end())),
    );
  });
});
