import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { chooseDevice, type DeviceChoice, type DeviceFinding } from "../src/runner/device.ts";

interface Outcome {
  devices: DeviceFinding[];
  choice: DeviceChoice;
  auto: DeviceChoice;
  warnings: string[];
  used: { device: string; notices: string[] };
  weights: number[][];
}

const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";

async function train(device: string, env: Record<string, string> = {}, ...more: string[]): Promise<Outcome> {
  const script = join(import.meta.dirname, "support/onDevice.ts");
  const options = { env: { PATH: process.env.PATH ?? "", ...env }, timeout: 120_000 };
  const { stdout } = await promisify(execFile)(process.execPath, [script, device, ...more], options);
  return JSON.parse(stdout) as Outcome;
}

function assertClose(actual: number[][], expected: number[][], tolerance: number): void {
  actual.forEach((values, index) => {
    values.forEach((value, place) => {
      const other = expected[index]?.[place] ?? Number.NaN;
      assert.ok(Math.abs(value - other) < tolerance, `weight ${index}, ${place}: ${value} and ${other}`);
    });
  });
}

const onCpu = await train("cpu");

test("the CPU is always there; what is not says why", () => {
  assert.deepEqual(
    onCpu.devices.map(({ device }) => device),
    ["cuda", "webgpu", "cpu"],
  );
  assert.deepEqual(onCpu.devices.at(-1), { device: "cpu", available: true });
  for (const { available, reason } of onCpu.devices) assert.equal(available, reason === undefined);
  assert.deepEqual(onCpu.choice, { device: "cpu", notices: [] });
  assert.equal(onCpu.auto.device, onCpu.devices.find(({ available }) => available)?.device);
});

test("a device that is not there is answered by the CPU, with a warning", async (t) => {
  const { devices, choice, warnings, weights, used } = await train("cuda");
  const [cuda] = devices;
  if (cuda?.available) return t.skip("CUDA is there");
  assert.deepEqual(choice, {
    device: "cpu",
    notices: [`cuda cannot be used here: ${cuda?.reason}.`, "The CPU computes instead."],
  });
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? "", /^The CPU computes instead of cuda: .+\.$/);
  assert.deepEqual(weights, onCpu.weights);
  assert.deepEqual(used, { device: "cpu", notices: warnings }, "the CPU's work is not told as the device's");
  await assert.rejects(train("cuda", {}, "alone"), /cuda cannot compute this training: .+\./);
});

test("WebGPU trains as the CPU does, up to rounding", { timeout: 180_000 }, async (t) => {
  if (!existsSync(SWIFTSHADER)) return t.skip("there is no software GPU (Chromium's SwiftShader)");
  const { devices, auto, choice, warnings, weights, used } = await train("webgpu", {
    LD_LIBRARY_PATH: "/usr/lib/chromium",
    VK_ICD_FILENAMES: SWIFTSHADER,
  });
  assert.deepEqual(devices[1], { device: "webgpu", available: true });
  assert.deepEqual(choice, { device: "webgpu", notices: [] });
  assert.equal(auto.device, devices.find(({ available }) => available)?.device);
  assert.deepEqual(warnings, []);
  assert.deepEqual(used, { device: "webgpu", notices: [] });
  assertClose(weights, onCpu.weights, 1e-4);
  assert.notDeepEqual(weights, onCpu.weights, "another device rounds differently: it was not the CPU");
});

test("a profile that promises bytes has the CPU only", async () => {
  assert.deepEqual(await chooseDevice("auto", "fp32-cpu"), { device: "cpu", notices: [] });
  assert.deepEqual(await chooseDevice("webgpu", "fp32-cpu"), {
    device: "cpu",
    notices: ['The profile "fp32-cpu" has the CPU only, not webgpu.'],
  });
});
