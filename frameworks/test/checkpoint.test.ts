import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { adam } from "../src/autodiff/optimizer.ts";
import { openCheckpoints } from "../src/process/openCheckpoints.ts";
import type { Checkpoints, Snapshot } from "../src/runner/checkpoints.ts";
import { fileCheckpoints } from "../src/runner/fileCheckpoints.ts";
import { type FitOptions, fit } from "../src/runner/fit.ts";
import { decodeSafetensors, encodeSafetensors } from "../src/runner/safetensors.ts";
import { constant } from "../src/runner/schedule.ts";
import { classifier, classifierRows, droppingClassifier } from "./support/classifier.ts";

const folder = await mkdtemp(join(tmpdir(), "blacktail-checkpoint-"));
after(() => rm(folder, { recursive: true }));
let files = 0;
const freshPath = () => join(folder, `${files++}.checkpoint`);
const open = (path: string, every = 10) => fileCheckpoints({ path, every, identity: "spec 1" });

/** A fit that validates, so that its state has all parts: the losses rise after a while and patience ends it. */
function options(checkpoints: Checkpoints, changes: Partial<FitOptions> = {}): FitOptions {
  return {
    program: droppingClassifier(adam(), { accumulate: 2, clip: 0.5 }),
    data: classifierRows(50),
    key: "fit",
    steps: 200,
    seed: 1,
    stream: 2,
    lastBatch: "short",
    learningRate: constant(0.01),
    context: { threads: 1, device: "cpu", checkpoints },
    stepsPerRun: 14,
    patience: 3,
    validate: async ([weights]) => {
      const length = Math.hypot(...(weights ?? []));
      return { loss: Math.abs(length - 3.2), metric: { name: "length", value: length } };
    },
    ...changes,
  };
}

class Interruption extends Error {}

/** Fails as a crash would right after a save, or in the midst of one. */
function interrupted(checkpoints: Checkpoints, saves: number): Checkpoints {
  let left = saves;
  return {
    ...checkpoints,
    async save(key, snapshot) {
      if (--left < 0) throw new Interruption();
      await checkpoints.save(key, snapshot);
    },
  };
}

test("a fit that is interrupted anywhere ends as one that is not, bit for bit", async () => {
  const through = await fit(options(await open(freshPath())));
  assert.deepEqual(
    await fit(options({ every: Number.POSITIVE_INFINITY, load: () => undefined, save: async () => {} })),
    through,
  );
  for (const every of [1, 5, 33]) {
    const path = freshPath();
    let interruptions = 0;
    for (;;) {
      // Each attempt opens the file again, as a new process does, and gets some saves further.
      try {
        assert.deepEqual(await fit(options(interrupted(await open(path, every), 1 + 2 * interruptions))), through);
        break;
      } catch (error) {
        if (!(error instanceof Interruption)) throw error;
        interruptions++;
      }
    }
    assert.ok(interruptions > 0, `every ${every}`);
  }
});

test("a fit that has ended is not done again", async () => {
  const path = freshPath();
  const first = await fit(options(await open(path)));
  let validations = 0;
  const validate = async () => ({ loss: ++validations });
  assert.deepEqual(await fit(options(await open(path), { validate })), first);
  assert.equal(validations, 0);
});

test("several fits share a file, side by side too", async () => {
  const path = freshPath();
  const keys = ["one", "two", "three"];
  const run = (checkpoints: Checkpoints) =>
    Promise.allSettled(keys.map((key, index) => fit(options(checkpoints, { key, seed: index }))));
  const through = await run(await open(freshPath()));
  const broken = await run(interrupted(await open(path), 9));
  assert.ok(broken.every(({ status }) => status === "rejected"));
  assert.deepEqual(await run(await open(path)), through);
});

test("a process that is killed goes on from its last save", { timeout: 60_000 }, async () => {
  const path = freshPath();
  const through = await child(freshPath(), 0);
  assert.match(through.digest ?? "", /^[0-9a-f]{64}$/);
  for (const runs of [4, 11]) assert.equal((await child(path, runs)).digest, undefined, "killed before its end");
  const resumed = await child(path, 0);
  assert.equal(resumed.digest, through.digest);
  assert.ok(resumed.runs < through.runs, "it did not begin anew");
});

/** Runs a fit in a process of its own, and kills it after some runs of the Scan unless that is 0. */
function child(path: string, killAfter: number): Promise<{ digest?: string; runs: number }> {
  const script = join(import.meta.dirname, "support/fitInterrupted.ts");
  const process_ = spawn(process.execPath, [script, path], { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    let runs = 0;
    let digest: string | undefined;
    createInterface({ input: process_.stdout }).on("line", (line) => {
      if (line.startsWith("digest ")) digest = line.slice(7);
      else if (++runs === killAfter) process_.kill("SIGKILL");
    });
    process_.on("error", reject).on("close", () => resolve({ runs, ...(digest !== undefined && { digest }) }));
  });
}

test("a checkpoint of another run, or of another runtime, is refused", async () => {
  const path = freshPath();
  await (await open(path)).save("piece", { tensors: {}, state: 1 });
  await assert.rejects(fileCheckpoints({ path, every: 10, identity: "spec 2" }), {
    code: "CHECKPOINT_FOREIGN",
    message: `The checkpoint ${path} belongs to another run: its identity is "spec 1", not "spec 2".`,
  });
  const { tensors, metadata } = decodeSafetensors(await readFile(path));
  const old = encodeSafetensors({ tensors, metadata: new Map([...metadata, ["runtime", "0.1"]]) });
  await writeFile(path, Buffer.concat(old));
  await assert.rejects(open(path), { code: "CHECKPOINT_FOREIGN", message: /its runtime is "0\.1"/ });
});

test("a run of one device is not gone on with on another", async () => {
  const options = { path: freshPath(), every: 10, resume: true };
  const on = (device: "cuda" | "cpu") => openCheckpoints(options, { identity: "spec 1", version: "1.0.0", device });
  await (await on("cuda")).save("piece", { tensors: {}, state: 1 });
  await assert.rejects(on("cpu"), {
    code: "CHECKPOINT_FOREIGN",
    message: /its identity is "spec 1 1\.0\.0 cuda", not "spec 1 1\.0\.0 cpu"/,
  });
  assert.equal((await on("cuda")).load("piece")?.state, 1);
});

test("every kind of tensor and state comes back as it was", async () => {
  const path = freshPath();
  const snapshot: Snapshot = {
    state: { rate: 0.1, text: "ä\n", list: [1, null, { deep: true }] },
    tensors: {
      "a/b.weight": { shape: [2, 1], data: Float32Array.of(1.5, Number.NaN) },
      double: { shape: [], data: Float64Array.of(Math.PI) },
      odd: { shape: [3], data: Uint8Array.of(1, 2, 255) },
      long: { shape: [1, 2], data: BigInt64Array.of(-1n, 2n ** 62n) },
      whole: { shape: [2], data: Int32Array.of(-5, 7) },
      empty: { shape: [0], data: new Float32Array() },
      __proto: { shape: [1], data: Float32Array.of(1) },
    },
  };
  await (await open(path)).save("some piece", snapshot);
  const again = await open(path);
  assert.deepEqual({ ...again.load("some piece")?.tensors }, snapshot.tensors);
  assert.deepEqual(again.load("some piece")?.state, snapshot.state);
  assert.equal(again.load("other"), undefined);
});

test("what a piece changes after its save is not kept", async () => {
  const path = freshPath();
  const checkpoints = await open(path);
  const state = { step: 1 };
  const data = Float32Array.of(1);
  await checkpoints.save("one", { tensors: { x: { shape: [1], data } }, state });
  state.step = data[0] = 2;
  await checkpoints.save("two", { tensors: {}, state: 0 });
  const kept = (await open(path)).load("one");
  assert.deepEqual(kept?.state, { step: 1 });
  assert.deepEqual(kept?.tensors.x?.data, Float32Array.of(1));
});

test("a snapshot that does not fit the program is refused", async () => {
  const path = freshPath();
  await assert.rejects(fit(options(interrupted(await open(path), 2))), Interruption);
  const [weight, ...others] = classifier().parameters;
  assert.ok(weight !== undefined);
  const program = classifier(adam(), { parameters: [{ ...weight, name: "renamed" }, ...others] });
  await assert.rejects(fit(options(await open(path), { program })), { code: "CHECKPOINT_INVALID" });
  await (await open(path)).save("fit", { tensors: {}, state: { step: -1 } });
  await assert.rejects(fit(options(await open(path))), {
    code: "CHECKPOINT_INVALID",
    message: /its state has another form/,
  });
});

const header = (json: unknown, body = 0, length?: bigint) => {
  const text = Buffer.from(typeof json === "string" ? json : JSON.stringify(json));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(length ?? BigInt(text.length));
  return Buffer.concat([size, text, Buffer.alloc(body)]);
};
const entry = (dtype: unknown, shape: unknown, ...offsets: unknown[]) => ({ dtype, shape, data_offsets: offsets });

const hostile: Record<string, [Buffer, RegExp]> = {
  "an empty file": [Buffer.alloc(0), /it has 0 bytes only/],
  "an absurd header length": [header({}, 0, 2n ** 63n), /a header of 9223372036854775808 bytes/],
  "a header beyond the file": [header({}, 0, 3n), /a header of 3 bytes and has 10 in all/],
  "a header that is not JSON": [header("{"), /its header is not JSON/],
  "a header that is not UTF-8": [header("{}", 0).fill(0xff, 8), /its header is not JSON/],
  "a header that is a list": [header([]), /its header is not an object/],
  "an unknown type": [header({ "a/b": entry("F8", [1], 0, 1) }, 1), /the unknown type "F8"/],
  "a type that every object has": [
    header({ "a/b": entry("constructor", [1], 0, 1) }, 1),
    /the unknown type "constructor"/,
  ],
  "a shape of text": [header({ "a/b": entry("U8", "1", 0, 1) }, 1), /no valid shape/],
  "a negative dimension": [header({ "a/b": entry("U8", [-1, -1], 0, 1) }, 1), /no valid shape/],
  "a shape beyond all memory": [
    header({ "a/b": entry("F32", [2 ** 50, 2 ** 50], 0, 4) }, 4),
    /is said to lie from byte 0 to 4/,
  ],
  "offsets that are no numbers": [header({ "a/b": entry("U8", [1], "0", 1) }, 1), /no valid offsets/],
  "offsets the wrong way round": [header({ "a/b": entry("U8", [1], 1, 0) }, 1), /is said to lie from byte 1 to 0/],
  "tensors that overlap": [
    header({ "a/b": entry("U8", [2], 0, 2), "a/c": entry("U8", [2], 1, 3) }, 3),
    /"a\/c" begins at byte 1 instead of 2/,
  ],
  "a hole between tensors": [header({ "a/b": entry("U8", [1], 1, 2) }, 2), /begins at byte 1 instead of 0/],
  "a tensor beyond the end": [header({ "a/b": entry("U8", [9], 0, 9) }, 4), /ends at byte 9 of 4/],
  "bytes of no tensor": [header({}, 5), /5 bytes that belong to no tensor/],
  "metadata that is not text": [header({ __metadata__: { format: 1 } }), /its metadata "format" is not text/],
  "a model instead of a checkpoint": [header({ "a/b": entry("U8", [1], 0, 1) }, 1), /not a checkpoint of this version/],
  "an entry that is nothing": [header({ "a/b": null }), /the entry of "a\/b" is not an object/],
};
for (const [name, [bytes, message]] of Object.entries(hostile)) {
  test(`refused: ${name}`, async () => {
    const path = freshPath();
    await writeFile(path, bytes);
    await assert.rejects(open(path), { code: "CHECKPOINT_INVALID", message });
  });
}

test("refused: a state that is not JSON, and a tensor without a state", async () => {
  const path = freshPath();
  const good = await (async () => {
    await (await open(path)).save("piece", { tensors: {}, state: 1 });
    return decodeSafetensors(await readFile(path)).metadata;
  })();
  const write = (changes: [string, string][], tensors = new Map()) =>
    writeFile(path, Buffer.concat(encodeSafetensors({ tensors, metadata: new Map([...good, ...changes]) })));
  await write([["state/piece", "{"]]);
  await assert.rejects(open(path), { code: "CHECKPOINT_INVALID", message: /one of its states is not JSON/ });
  await write([], new Map([["other/x", { shape: [1], data: Uint8Array.of(1) }]]));
  await assert.rejects(open(path), { code: "CHECKPOINT_INVALID", message: /"other\/x" belongs to nothing/ });
});

test("a file that is cut off anywhere is refused", async () => {
  const path = freshPath();
  const whole = async () => {
    await rm(path, { force: true });
    await (await open(path)).save("piece", {
      tensors: { x: { shape: [3], data: Float32Array.of(1, 2, 3) } },
      state: {},
    });
    return (await readFile(path)).length;
  };
  const size = await whole();
  for (let length = 0; length < size; length += 7) {
    await whole();
    await truncate(path, length);
    await assert.rejects(open(path), { code: "CHECKPOINT_INVALID" }, `${length} bytes`);
  }
});

test("a folder that is not there, or a save that fails, is an error of that save", async () => {
  const checkpoints = await open(join(folder, "missing", "x.checkpoint"));
  await assert.rejects(checkpoints.save("piece", { tensors: {}, state: 0 }), { code: "ENOENT" });
  assert.throws(() => checkpoints.save("a/b", { tensors: {}, state: 0 }), /cannot have a "\/"/);
});
