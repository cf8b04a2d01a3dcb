import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { makeDemoDataset } from "@blacktail/frameworks";
import { BlacktailError, digestToCid, JobSpec, sha256Hex } from "@blacktail/sdk";
import type { Drivers } from "../src/device/drivers.ts";
import { emptyWork, makeJobFolder } from "../src/run/folder.ts";
import { runTask } from "../src/run/process.ts";
import { chooseSandbox, type SandboxKind, wrap } from "../src/run/sandbox.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const limits = { memoryMiB: 512, cpuSeconds: 20, wallSeconds: 20, outputMiB: 4 };
let work: string;
/** Lies where the sandbox can read. */
let inside: string;
before(() => {
  work = mkdtempSync(join(tmpdir(), "sandbox-"));
  inside = mkdtempSync(join(ROOT, "node_modules", ".sandbox-"));
  writeFileSync(join(inside, "key"), "secret");
});
after(() => {
  rmSync(work, { recursive: true, force: true });
  rmSync(inside, { recursive: true, force: true });
});

/** Runs JavaScript inside a sandbox. */
function inSandbox(kind: SandboxKind, code: string, hidden: readonly string[] = []) {
  const [command = "", ...args] = wrap({ kind, hidden }, limits, { writable: [work] }, [process.execPath, "-e", code]);
  return spawnSync(command, args, { cwd: work, encoding: "utf8", env: {}, timeout: 15_000 });
}

const has = async (kind: "bwrap" | "prlimit") =>
  chooseSandbox(kind).then(
    () => true,
    () => false,
  );

test("bwrap: no key, no network, no file of the system to write, but its own folder", async (context) => {
  if (!(await has("bwrap"))) return context.skip("bwrap is not installed or not allowed here");
  const read = `try { console.log(fs.readFileSync(${JSON.stringify(join(inside, "key"))}, "utf8")) } catch (e) { console.log(e.code) }`;
  assert.equal(inSandbox("bwrap", read).stdout.trim(), "secret", "the test's own premise");
  assert.equal(inSandbox("bwrap", read, [inside]).stdout.trim(), "ENOENT", "a hidden folder is empty");
  assert.match(
    inSandbox("bwrap", read, [join(inside, "key")]).stdout,
    /^(EACCES)?\s*$/,
    "a hidden file cannot be read",
  );
  assert.match(inSandbox("bwrap", "console.log(Object.keys(os.networkInterfaces()).join())").stdout, /^(lo)?\s*$/);
  assert.notEqual(inSandbox("bwrap", 'fs.writeFileSync("/usr/x", "")').status, 0);
  assert.notEqual(inSandbox("bwrap", `fs.readdirSync("/root")`).status, 0);
  assert.equal(inSandbox("bwrap", 'fs.writeFileSync("made", "here")').status, 0);
  assert.equal(readFileSync(join(work, "made"), "utf8"), "here");
});

test("bwrap: of the checkout only the code is there, no setting, no journal, no key", async (context) => {
  if (!(await has("bwrap"))) return context.skip("bwrap is not installed or not allowed here");
  const data = join(ROOT, ".data");
  const isOurs = mkdirSync(data, { recursive: true }) !== undefined;
  const folder = mkdtempSync(join(data, "sandbox-test-"));
  const secrets = [
    join(ROOT, `.env.${process.pid}.log`),
    join(folder, "journal"),
    join(ROOT, "oracle-worker", `${process.pid}.log`),
  ];
  context.after(() => {
    for (const path of [...secrets, folder]) rmSync(path, { recursive: true, force: true });
    if (isOurs) rmSync(data, { recursive: true });
  });
  for (const path of secrets) writeFileSync(path, "secret");
  for (const path of [...secrets, join(ROOT, "package.json"), join(ROOT, "docs"), join(ROOT, "oracle-worker/test")]) {
    const look = `try { fs.statSync(${JSON.stringify(path)}); console.log("there") } catch (e) { console.log(e.code) }`;
    assert.equal(inSandbox("none", look).stdout.trim(), "there", "the test's own premise");
    assert.equal(inSandbox("bwrap", look).stdout.trim(), "ENOENT", path);
  }
  const code = `import(${JSON.stringify(join(ROOT, "frameworks/src/index.ts"))}).then((all) => console.log(typeof all.trainSpec))`;
  assert.equal(inSandbox("bwrap", code).stdout.trim(), "function", "the code itself can be loaded");
});

test("prlimit: memory, output and cores are bounded", async (context) => {
  if (!(await has("prlimit"))) return context.skip("prlimit is not installed here");
  const greedy = inSandbox("prlimit", "const all = []; for (;;) all.push(Buffer.alloc(64e6, 1))");
  assert.notEqual(greedy.status, 0);
  assert.equal(inSandbox("prlimit", 'fs.ftruncateSync(fs.openSync("big", "w"), 2 ** 31)').status, 0);
  assert.notEqual(inSandbox("prlimit", 'fs.ftruncateSync(fs.openSync("big", "w"), 2 ** 31 + 1)').status, 0);
  assert.match(
    inSandbox("prlimit", 'console.log(fs.readFileSync("/proc/self/limits", "utf8"))').stdout,
    /core file size\s+0 /,
  );
});

test("a sandbox that is asked for and does not work is an error, none is a choice", async () => {
  assert.equal((await chooseSandbox("none")).kind, "none");
  const missing = async (kind: string) => (kind === "bwrap" ? "spawn bwrap ENOENT" : undefined);
  await assert.rejects(
    chooseSandbox("bwrap", missing),
    (error) => error instanceof BlacktailError && error.code === "WORKER_SANDBOX" && /bwrap ENOENT/.test(error.message),
  );
  assert.deepEqual(await chooseSandbox("auto", missing), { kind: "prlimit", why: "bwrap: spawn bwrap ENOENT" });
  assert.equal((await chooseSandbox("auto", async () => "no")).kind, "none");
});

test("a run that takes too long, is aborted or fails ends as such and leaves no process", {
  timeout: 60_000,
}, async (context) => {
  const csv = new TextEncoder().encode(makeDemoDataset({ seed: 1 }));
  const digest = sha256Hex(csv);
  const inputs = mkdtempSync(join(tmpdir(), "inputs-"));
  context.after(() => rmSync(inputs, { recursive: true }));
  const path = join(inputs, "data.csv");
  writeFileSync(path, csv);
  const outDir = join(work, "out");
  mkdirSync(outDir, { recursive: true });
  const spec = JobSpec.parse({
    v: 1,
    kind: "train",
    framework: { family: "supervised", name: "tabular", version: "1.0.0", config: { epochs: 10_000, patience: 1_000 } },
    data: [{ role: "train", format: "csv", target: "fails", cid: digestToCid(digest), digest, size: csv.length }],
    seed: 1,
    profile: "fp32-cpu",
    stages: [{}],
    limits,
    requires: {},
    accept: {},
  });
  const task = { kind: "train", spec, inputs: [[digest, path]], outDir, device: "cpu", ...firstStage(work) } as const;
  const { kind } = await chooseSandbox("auto");
  const options = { sandbox: { kind, hidden: [] }, limits: { ...limits, wallSeconds: 1 }, folder: { inputs, work } };
  const never = new AbortController();
  const isCode =
    (...codes: string[]) =>
    (error: unknown) =>
      error instanceof BlacktailError && codes.includes(error.code);
  await assert.rejects(
    runTask<"train">({ ...task, inputs: [[digest, path]] }, { ...options, signal: never.signal }),
    isCode("WORKER_RUN_TIMEOUT"),
  );
  const abort = new AbortController();
  const onProgress = () => abort.abort(new Error("enough"));
  await assert.rejects(
    runTask<"train">({ ...task, inputs: [[digest, path]] }, { ...options, limits, onProgress, signal: abort.signal }),
    /enough/,
  );
  await assert.rejects(
    runTask<"train">({ ...task, inputs: [] }, { ...options, limits, signal: never.signal }),
    isCode("INPUT_MISSING"),
  );
});

function firstStage(work: string) {
  return {
    stage: { index: 0, out: join(work, "out", "stage.checkpoint") },
    progress: join(work, "progress-0.checkpoint"),
  };
}

const noDrivers: Drivers = { nodes: [], readable: [], links: new Map(), settings: {}, vulkan: [], software: [] };

test("a job's process leaves no library that what starts the next one would load", {
  timeout: 120_000,
}, async (context) => {
  const root = mkdtempSync(join(tmpdir(), "library-"));
  context.after(() => rmSync(root, { recursive: true }));
  const folder = makeJobFolder(root, "1");
  // Whatever loads one of these ends at once: they are no libraries.
  for (const name of ["libsmartcols.so.1", "libcap.so.2", "libselinux.so.1", "libc.so.6"])
    writeFileSync(join(folder.work, name), "no library");
  const [command = ""] = wrap({ kind: "prlimit", hidden: [] }, limits, {}, []);
  const loads = spawnSync(command, ["--core=0", "true"], { cwd: folder.work, env: { LD_LIBRARY_PATH: ":/absent" } });
  if (loads.error !== undefined) return context.skip("prlimit is not installed here");
  assert.notEqual(loads.status, 0, "the test's own premise");
  for (const kind of ["bwrap", "prlimit", "none"] as const) {
    if (kind !== "none" && !(await has(kind))) continue;
    for (const path of [":/absent", "/absent;", "/absent:.", "../work"]) {
      const drivers = { ...noDrivers, settings: { LD_LIBRARY_PATH: path } };
      const found = await runTask<"devices">(
        { kind: "devices", devices: ["cpu"], limits },
        { sandbox: { kind, hidden: [], drivers }, limits, folder, signal: new AbortController().signal },
      );
      assert.deepEqual(found, [{ device: "cpu", available: true }], `${kind} ${path}`);
    }
  }
  emptyWork(folder);
  assert.deepEqual(readdirSync(folder.work), ["out"]);
});

test("what a GPU's drivers need is told inside the sandbox, and not to what makes it", async () => {
  const drivers = { ...noDrivers, settings: { LD_LIBRARY_PATH: "/absent:lib", CUDA_VISIBLE_DEVICES: "1" } };
  const code = "console.log(process.env.LD_LIBRARY_PATH, process.env.CUDA_VISIBLE_DEVICES)";
  for (const kind of ["bwrap", "prlimit", "none"] as const) {
    if (kind !== "none" && !(await has(kind))) continue;
    for (const gpu of [true, false]) {
      const run = [process.execPath, "-e", code];
      const [command = "", ...args] = wrap({ kind, hidden: [], drivers }, limits, {}, run, { gpu });
      const { stdout } = spawnSync(command, args, { encoding: "utf8", env: { PATH: "/usr/bin:/bin" } });
      assert.equal(stdout.trim(), gpu ? "/absent 1" : "undefined undefined", kind);
    }
  }
});

test("bwrap: what lies in memory cannot be written, as no limit counts it", async (context) => {
  if (!(await has("bwrap"))) return context.skip("bwrap is not installed or not allowed here");
  assert.equal(inSandbox("bwrap", 'fs.writeFileSync("/dev/null", ""); fs.writeFileSync("made", "")').status, 0);
  // A name that nobody else has: whatever left the sandbox would meet no other's file, and be seen here.
  const name = basename(work);
  for (const folder of ["/tmp", "/dev/shm", "/dev", "/", inside]) {
    const path = join(folder, `${name}-made`);
    assert.match(inSandbox("bwrap", `fs.writeFileSync(${JSON.stringify(path)}, "")`, [inside]).stderr, /EROFS/, path);
    assert.ok(!existsSync(path), path);
  }
});

/** Stops the process that limits it, and fills memory for as long as it lives. */
const glutton = `
export default {
  family: "own", name: "glutton", version: "1.0.0", checkConfig() {},
  async train() {
    process.kill(process.ppid, "SIGSTOP");
    const all = [];
    for (;;) {
      if (all.length < 24) all.push(Buffer.alloc(50e6, 1));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  },
};
`;

test("a module that stops its watcher and fills the memory is ended by the worker", {
  timeout: 60_000,
}, async (context) => {
  if (!(await has("bwrap"))) return context.skip("bwrap is not installed or not allowed here");
  const root = mkdtempSync(join(tmpdir(), "glutton-"));
  context.after(() => rmSync(root, { recursive: true }));
  const folder = makeJobFolder(root, "1");
  emptyWork(folder);
  const digest = sha256Hex(new TextEncoder().encode(glutton));
  const path = join(folder.inputs, "glutton.ts");
  writeFileSync(path, glutton);
  const spec = JobSpec.parse({
    v: 1,
    kind: "train",
    framework: { family: "own", name: "glutton", version: "1.0.0", config: {} },
    data: [{ role: "module", format: "module", cid: digestToCid(digest), digest, size: glutton.length }],
    seed: 1,
    profile: "fp32-cpu",
    stages: [{}],
    limits,
    requires: {},
    accept: {},
  });
  await assert.rejects(
    runTask<"train">(
      { kind: "train", spec, inputs: [[digest, path]], outDir: folder.out, device: "cpu", ...firstStage(folder.work) },
      { sandbox: { kind: "bwrap", hidden: [] }, limits, folder, signal: new AbortController().signal },
    ),
    (error) =>
      error instanceof BlacktailError &&
      error.code === "LIMIT_MEMORY" &&
      /The job's processes filled \d+ MiB of memory, its limit is 512 MiB/.test(error.message),
  );
});
