import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import {
  addressesOf,
  digestToCid,
  getJob,
  JobSpec,
  JobStatus,
  jobEscrowAbi,
  NATIVE,
  parseDocument,
  sha256Hex,
  vaultAbi,
} from "@blacktail/sdk";
import { createPublicClient, createTestClient, createWalletClient, http, parseEther } from "viem";
import { makeDemoDataset } from "../../frameworks/src/index.ts";
import { until } from "../../oracle-worker/test/support/processes.ts";
import { softwareGpu } from "../../oracle-worker/test/support/softwareGpu.ts";
import { scratchFolder } from "../../scripts/lib/scratch.ts";
import type { StackInfo } from "../../scripts/stack/stack.ts";
import { testAccount } from "../../sdk/test/support/accounts.ts";
import { setAuditRate } from "../../sdk/test/support/setAuditRate.ts";
import { type StackProcess, spawnScript, spawnStack, untilReady } from "./support/stack.ts";

const PORT_BASE = "20500";

/** Where there is a software GPU, the workers offer it. */
const gpu = softwareGpu();
const gpuSettings = typeof gpu === "string" ? {} : { ...gpu, BLACKTAIL_DEVICES: "webgpu" };

describe("blacktail job submit", () => {
  const folder = scratchFolder("submit");
  const at = (name: string) => join(folder.dir, name);
  const stackDir = at("stack");
  let stack: StackProcess;
  let info: StackInfo;

  before(async () => {
    stack = spawnStack(["--port-base", PORT_BASE, "--data-dir", stackDir, "--no-dapp"], gpuSettings);
    info = await untilReady(stack, stackDir);
    const transport = http(info.rpcUrl);
    const publicClient = createPublicClient({ transport, pollingInterval: 100 });
    const walletClient = createWalletClient({ account: testAccount(0), transport });
    await setAuditRate({ publicClient, walletClient, addresses: addressesOf(info.chainId) }, 0);
  });
  after(async () => {
    stack.child.kill("SIGTERM");
    await stack.exited;
    folder.remove();
  });

  const run = async (...args: string[]) => {
    const process = spawnScript("scripts/blacktail.ts", args, gpuSettings);
    return { code: await process.exited, output: process.output(), lastLine: process.lastLine() };
  };

  /** The developer's credits and coins. */
  async function money(): Promise<bigint[]> {
    const client = createPublicClient({ transport: http(info.rpcUrl) });
    const { developer } = info.accounts;
    const credits = { address: addressesOf(info.chainId).Vault, abi: vaultAbi, functionName: "balanceOf" } as const;
    return [
      await client.readContract({ ...credits, args: [developer, NATIVE] }),
      await client.getBalance({ address: developer }),
    ];
  }

  /** The next job's first stage has its result: nobody has anything to do then but to wait. */
  async function letFirstWindowPass(): Promise<void> {
    const transport = http(info.rpcUrl);
    const client = createPublicClient({ transport });
    const { JobEscrow: escrow } = addressesOf(info.chainId);
    const count = { address: escrow, abi: jobEscrowAbi, functionName: "jobCount" } as const;
    const jobId = (await client.readContract(count)) + 1n;
    const isThere = async () => {
      if ((await client.readContract(count)) < jobId) return undefined;
      const job = await getJob(client, { escrow, jobId });
      return job.status === JobStatus.Pending && job.stage === 0 && job;
    };
    const { terms } = await until("the first stage's result", isThere, 180_000);
    const chain = createTestClient({ mode: "anvil", transport });
    await chain.increaseTime({ seconds: terms.challengePeriod });
  }

  it("runs the spec of a local training unchanged, and gives the very same model", async () => {
    writeFileSync(at("data.csv"), makeDemoDataset({ seed: 3 }));
    writeFileSync(at("config.json"), JSON.stringify({ members: 2, epochs: 20 }));
    const data = ["--data", at("data.csv")];
    const named = ["--family", "supervised", "--target", "fails", "--config", at("config.json")];
    const local = await run("train", ...named, ...data, "--out", at("local"), "--json");
    assert.equal(local.code, 0, local.output);
    const trained = JSON.parse(local.lastLine);

    const submit = ["job", "submit", "--spec", at("local/spec.json"), ...data, "--data-dir", stackDir, "--json"];
    const terms = ["--price", "0.05", "--wait", "--yes", "--out", at("remote")];
    const remote = await run(...submit, ...terms);
    assert.equal(remote.code, 0, remote.output);
    const job = JSON.parse(remote.lastLine);
    assert.equal(job.digest, trained.digest);
    assert.deepEqual(job.metrics, trained.metrics);
    assert.deepEqual(readFileSync(at("remote/model.onnx")), readFileSync(at("local/model.onnx")));
    const spec = readFileSync(at("local/spec.json"));
    assert.equal(job.specDigest, sha256Hex(spec));
    assert.deepEqual(readFileSync(at("remote/spec.json")), spec);
    assert.equal(parseDocument(JobSpec, spec).data[0]?.cid, digestToCid(sha256Hex(readFileSync(at("data.csv")))));

    const predictions = await run("infer", "--model", at("remote"), ...data, "--out", at("predictions.csv"), "--json");
    assert.equal(predictions.code, 0, predictions.output);
    assert.ok(JSON.parse(predictions.lastLine).metrics.accuracy > 0.9);

    for (const show of [
      ["job", job.jobId],
      ["job", "show", job.jobId],
    ]) {
      const shown = await run(...show, "--data-dir", stackDir, "--json");
      assert.equal(shown.code, 0, shown.output);
      assert.match(JSON.parse(shown.lastLine).statusName, /^(Pending|Done)$/);
    }
  });

  it("lets two providers do each of two stages, and tells who did what when", async () => {
    writeFileSync(at("short.json"), JSON.stringify({ model: "linear", members: 1, epochs: 6 }));
    const training = [
      "--family",
      "supervised",
      "--target",
      "fails",
      "--config",
      at("short.json"),
      "--data",
      at("data.csv"),
    ];
    const terms = ["--stages", "2", "--replicas", "2", "--priority", "6", "--price", "0.04", "--yes"];
    const where = ["--data-dir", stackDir, "--json"];
    const submitting = run("job", "submit", ...training, ...terms, ...where, "--wait", "--out", at("staged"));
    const [submitted] = await Promise.all([submitting, letFirstWindowPass()]);
    assert.equal(submitted.code, 0, submitted.output);
    const { jobId, stages, replicas, providers } = JSON.parse(submitted.lastLine);
    assert.deepEqual([stages, replicas, new Set(providers).size], [2, 2, 2]);

    const local = await run(
      "train",
      "--spec",
      at("staged/spec.json"),
      "--data",
      at("data.csv"),
      "--out",
      at("unstaged"),
    );
    assert.equal(local.code, 0, local.output);
    assert.deepEqual(readFileSync(at("staged/model.onnx")), readFileSync(at("unstaged/model.onnx")));

    const { timeline, next, terms: agreed } = JSON.parse((await run("job", jobId, ...where)).lastLine);
    const events = (timeline as { event: string }[]).map(({ event }) => event);
    const count = (name: string) => events.filter((event) => event === name).length;
    assert.deepEqual([count("ReplicaClaimed"), count("ReplicaCommitted"), count("ReplicaRevealed")], [4, 4, 4]);
    assert.equal(count("StageSettled"), 1);
    assert.deepEqual(agreed.stages, [1, 1]);
    assert.ok(next.length > 0);
    const shown = await run("job", jobId, "--data-dir", stackDir);
    assert.match(shown.output, /budget +0\.04 ETH: 0\.02 ETH \+ 0\.02 ETH/);
    assert.match(shown.output, /stage 1 is settled; the next is open/);
  });

  it("runs the spec of a local training on a GPU unchanged, on a GPU of the network", async (context) => {
    if (typeof gpu === "string") return context.skip(gpu);
    writeFileSync(at("data.csv"), makeDemoDataset({ seed: 3 }));
    writeFileSync(at("small.json"), JSON.stringify({ model: "linear", members: 1, epochs: 3 }));
    const data = ["--data", at("data.csv")];
    const named = ["--family", "supervised", "--target", "fails", "--config", at("small.json")];
    const local = await run("train", ...named, ...data, "--device", "webgpu", "--out", at("own-gpu"), "--json");
    assert.equal(local.code, 0, local.output);
    assert.equal(JSON.parse(local.lastLine).device, "webgpu");
    const specFile = readFileSync(at("own-gpu/spec.json"));
    const { profile, requires } = parseDocument(JobSpec, specFile);
    assert.deepEqual({ profile, requires }, { profile: "fp32-gpu", requires: { ep: "webgpu" } });

    const submit = ["job", "submit", "--spec", at("own-gpu/spec.json"), ...data, "--data-dir", stackDir, "--json"];
    const terms = ["--price", "0.05", "--wait", "--yes", "--out", at("their-gpu")];
    const remote = await run(...submit, ...terms);
    assert.equal(remote.code, 0, remote.output);
    const job = JSON.parse(remote.lastLine);
    assert.equal(job.device, "webgpu");
    assert.equal(job.specDigest, sha256Hex(specFile));
    const [own, theirs] = ["own-gpu", "their-gpu"].map((name) =>
      JSON.parse(readFileSync(at(`${name}/manifest.json`), "utf8")),
    );
    assert.equal(theirs.runtime.executionProvider, "webgpu");
    assert.deepEqual(Object.keys(theirs.runtime).sort(), Object.keys(own.runtime).sort());
    assert.equal(theirs.profile, "fp32-gpu");
    assert.ok(Math.abs(theirs.metrics.accuracy - own.metrics.accuracy) < 0.05, JSON.stringify(theirs.metrics));
    assert.match(readFileSync(at("their-gpu/report.html"), "utf8"), /onnxruntime-node [^<]*webgpu/);

    const changed = await run(...submit, ...terms, "--device", "cuda");
    assert.match(changed.output, /CLI_SPEC_SETTLED {2}--device is given/);
  });

  it("moves no money without a yes, for a wrong amount, or for a training that cannot work", async () => {
    const before = await money();
    const submit = ["job", "submit", "--family", "supervised", "--data", at("data.csv"), "--data-dir", stackDir];
    const unasked = await run(...submit, "--target", "fails", "--price", "0.05");
    assert.match(unasked.output, /CLI_NOT_CONFIRMED {2}.*0\.05 ETH.*\n.*--yes/);
    const cheap = await run(...submit, "--target", "fails", "--price", "cheap", "--yes");
    assert.match(cheap.output, /CLI_BAD_AMOUNT {2}--price is "cheap"/);
    const aimless = await run(...submit, "--price", "1", "--yes");
    assert.match(aimless.output, /CLI_OPTION_MISSING {2}.*predicts a column.*\n.*--target/);
    for (const { code } of [unasked, cheap, aimless]) assert.equal(code, 1);
    assert.deepEqual(await money(), before);
  });

  it("takes an open job back once: its price returns to the credits", async () => {
    const where = ["--data-dir", stackDir];
    const submit = ["job", "submit", "--family", "supervised", "--data", at("data.csv"), "--target", "fails", ...where];
    // Below what any provider here asks for, so it stays open.
    const price = "0.00001";
    const posted = await run(...submit, "--price", price, "--yes", "--json");
    assert.equal(posted.code, 0, posted.output);
    const { jobId } = JSON.parse(posted.lastLine);
    const [credits] = await money();
    const unasked = await run("job", "cancel", jobId, ...where);
    assert.match(unasked.output, /CLI_NOT_CONFIRMED {2}Take job \d+ back\? 0\.00001 ETH returns/);
    assert.equal((await money())[0], credits);

    const cancelled = await run("job", "cancel", jobId, ...where, "--yes", "--json");
    assert.equal(cancelled.code, 0, cancelled.output);
    assert.equal(JSON.parse(cancelled.lastLine).returned, String(parseEther(price)));
    assert.equal((await money())[0], (credits ?? 0n) + parseEther(price));
    assert.equal(JSON.parse((await run("job", jobId, ...where, "--json")).lastLine).statusName, "Cancelled");

    const again = await run("job", "cancel", jobId, ...where, "--yes");
    assert.equal(again.code, 1);
    assert.match(again.output, /JobEscrow_StateMismatch/);
    assert.equal((await money())[0], (credits ?? 0n) + parseEther(price));
    const odd = await run("job", "cancel", "one", ...where);
    assert.match(odd.output, /CLI_BAD_JOB {2}"one" is no job number/);
  });
});
