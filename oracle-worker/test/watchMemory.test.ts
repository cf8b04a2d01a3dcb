import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { watchMemory } from "../src/run/watchMemory.ts";

const MIB = 1_048_576;
const skip = process.platform === "linux" ? false : "there is no /proc";

/** Starts a process that starts a second in a session of its own, which fills memory; what the first look finds, in bytes. */
async function foundOf(fillMiB: number, maxMiB: number): Promise<number | undefined> {
  const fill = `const all = Buffer.alloc(${fillMiB * MIB}, 1); console.log("full"); setInterval(() => all, 1000)`;
  const start = `
    const child = require("node:child_process").spawn(process.execPath, ["-e", process.argv[1]], { detached: true, stdio: ["ignore", "inherit", "inherit"] });
    process.stdin.resume().once("end", () => { child.kill("SIGKILL"); process.exit(); });`;
  const first = spawn(process.execPath, ["-e", start, fill], { stdio: ["pipe", "pipe", "inherit"] });
  let stop: (() => void) | undefined;
  try {
    await new Promise((resolve) => first.stdout.once("data", resolve));
    return await new Promise<number | undefined>((resolve) => {
      stop = watchMemory(first.pid, maxMiB * MIB, resolve);
      setTimeout(() => resolve(undefined), 1_500);
    });
  } finally {
    stop?.();
    first.stdin.end();
    await new Promise((resolve) => first.once("close", resolve));
  }
}

test("the memory of what a process started counts as its own, whatever session it is in", { skip }, async () => {
  const found = await foundOf(300, 250);
  assert.ok(found !== undefined && found >= 300 * MIB, `${found}`);
});

test("what fits is left alone", { skip }, async () => {
  assert.equal(await foundOf(50, 2_000), undefined);
});

test("a process that is gone fills nothing", async () => {
  const gone = spawn(process.execPath, ["--version"]);
  await new Promise((resolve) => gone.once("close", resolve));
  let isFull = false;
  const stop = watchMemory(gone.pid, 0, () => {
    isFull = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 600));
  stop();
  assert.equal(isFull, false);
});
