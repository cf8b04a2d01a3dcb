import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { createPublicClient, http } from "viem";
import { deployBlacktail } from "../../ignition/deploy.ts";

const ROOT = new URL("../../", import.meta.url);

describe("deployment to a local node", () => {
  let anvil: ChildProcess;
  let rpcUrl: string;
  let dir: string;

  before(async () => {
    const port = await freePort();
    rpcUrl = `http://127.0.0.1:${port}`;
    dir = await mkdtemp(join(tmpdir(), "blacktail-deploy-"));
    anvil = spawn(new URL("node_modules/.bin/anvil", ROOT).pathname, ["--port", `${port}`, "--silent"]);
    const client = createPublicClient({ transport: http(rpcUrl) });
    for (let tries = 0; tries < 100; tries++) {
      const answered = await client.getChainId().catch(() => undefined);
      if (answered !== undefined) return;
      await setTimeout(50);
    }
    throw new Error(`anvil does not answer at ${rpcUrl}.`);
  });

  after(async () => {
    anvil.kill("SIGINT");
    await once(anvil, "exit");
    await rm(dir, { recursive: true, force: true });
  });

  it("gives the recorded addresses, is repeated at no cost, and survives a chain that began anew", async () => {
    const recorded = JSON.parse(
      await readFile(new URL("ignition/deployments/chain-31337/deployed_addresses.json", ROOT), "utf8"),
    ) as Record<string, string>;
    const client = createPublicClient({ transport: http(rpcUrl), cacheTime: 0 });

    const first = await deployBlacktail({ rpcUrl, dir });
    const named = Object.entries(first).map(([name, address]) => [`Blacktail#${name}`, address]);
    assert.deepEqual(Object.fromEntries(named), recorded);

    const height = await client.getBlockNumber();
    assert.deepEqual(await deployBlacktail({ rpcUrl, dir }), first);
    assert.equal(await client.getBlockNumber(), height);

    await client.request<{ Method: "anvil_reset"; Parameters: []; ReturnType: null }>({
      method: "anvil_reset",
      params: [],
    });
    assert.deepEqual(await deployBlacktail({ rpcUrl, dir }), first);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert(address !== null && typeof address === "object");
  server.close();
  await once(server, "close");
  return address.port;
}
