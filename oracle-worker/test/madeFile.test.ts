import assert from "node:assert/strict";
import { linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { type JobFolder, makeJobFolder } from "../src/run/folder.ts";
import { madeFile } from "../src/run/madeFile.ts";

let data: string;
let secret: string;
let folder: JobFolder;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "made-"));
  secret = join(data, "operator.key");
  writeFileSync(secret, "secret");
  folder = makeJobFolder(data, "7");
  mkdirSync(folder.out);
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const refused = () =>
  assert.rejects(madeFile(folder, "model.onnx"), { code: "WORKER_OUTPUT_MISSING", message: /model\.onnx/ });

test("a file that the process made is published", async () => {
  writeFileSync(join(folder.out, "model.onnx"), "model");
  assert.deepEqual(await madeFile(folder, "model.onnx"), { path: join(folder.out, "model.onnx"), size: 5 });
});

test("no file is an error that says so", refused);

test("a link to a file of the worker is never published", async () => {
  symlinkSync(secret, join(folder.out, "model.onnx"));
  await refused();
});

test("a second name of a file of the worker is never published", async () => {
  linkSync(secret, join(folder.out, "model.onnx"));
  await refused();
});

test("a folder that became a link leads nowhere", async () => {
  const elsewhere = join(data, "elsewhere");
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, "model.onnx"), "secret");
  renameSync(folder.out, join(folder.work, "was"));
  symlinkSync(elsewhere, folder.out);
  await refused();
});

test("a folder in place of a file is refused", async () => {
  mkdirSync(join(folder.out, "model.onnx"));
  await refused();
});
