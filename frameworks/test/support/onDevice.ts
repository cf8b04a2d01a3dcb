// Trains on a device in a process of its own, since drivers may crash: `node onDevice.ts DEVICE [alone]`, "alone" without the CPU's
// help. Prints JSON: the devices found, the warnings, the weights, what computed.
import { adam } from "../../src/autodiff/optimizer.ts";
import { noCheckpoints } from "../../src/runner/checkpoints.ts";
import { chooseDevice, type Device, detectDevices } from "../../src/runner/device.ts";
import { deviceUse } from "../../src/runner/deviceUse.ts";
import { fit } from "../../src/runner/fit.ts";
import { constant } from "../../src/runner/schedule.ts";
import { classifierRows, droppingClassifier } from "./classifier.ts";

const device = (process.argv[2] ?? "cpu") as Device;
const warnings: string[] = [];
process.on("warning", ({ name, message }) => name === "DeviceWarning" && warnings.push(message));
const devices = await detectDevices();
const choice = await chooseDevice(device, "fp32-gpu");
const auto = await chooseDevice("auto", "fp32-gpu");
deviceUse.mayFallBack = process.argv[3] !== "alone";
const { weights } = await fit({
  program: droppingClassifier(adam(), { clip: 1, accumulate: 2 }),
  data: classifierRows(64),
  key: "fit",
  steps: 40,
  seed: 1,
  stream: 2,
  learningRate: constant(0.01),
  context: { threads: 1, device, checkpoints: noCheckpoints },
});
const used = deviceUse.summary(device);
console.log(JSON.stringify({ devices, choice, auto, warnings, used, weights: weights.map((values) => [...values]) }));
