import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { BlacktailError } from "@blacktail/sdk";
import { type Drivers, findDrivers } from "../src/device/drivers.ts";
import { GpuSlot } from "../src/device/gpuSlot.ts";
import { findOffer } from "../src/device/offer.ts";
import { chooseSandbox, type SandboxKind, wrap } from "../src/run/sandbox.ts";
import { softwareGpu } from "./support/softwareGpu.ts";

let folder: string;
let kind: SandboxKind;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "devices-"));
  ({ kind } = await chooseSandbox("auto"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const never = new AbortController().signal;
const none: Drivers = { nodes: [], readable: [], links: new Map(), settings: {}, vulkan: [], software: [] };
const offer = (wanted: Parameters<typeof findOffer>[0]["wanted"], drivers: Drivers) =>
  findOffer({ wanted, sandbox: { kind, hidden: [], drivers }, dataDir: folder, memoryMiB: 2_048, signal: never });

/** A folder tree with these files, and links where the text begins with an arrow. */
function tree(files: Record<string, string>): string {
  const root = mkdtempSync(join(folder, "root-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (text.startsWith("-> ")) symlinkSync(text.slice(3), join(root, path));
    else writeFileSync(join(root, path), text);
  }
  return root;
}

const GPU = "/sys/devices/pci0000:00/0000:00:02.0";
const NETWORK = "/sys/devices/pci0000:00/0000:00:03.0";
const machine = {
  "/dev/dri/card0": "",
  "/dev/dri/renderD128": "",
  "/dev/nvidia0": "",
  "/dev/nvidiactl": "",
  "/dev/nvidia-uvm": "",
  "/dev/nvidia-uvm-tools": "",
  "/dev/nvidia-modeset": "",
  "/dev/nvidia-caps/nvidia-cap1": "",
  "/dev/nvidia-nvswitch0": "",
  "/dev/sda": "",
  [`${GPU}/class`]: "0x030000\n",
  [`${GPU}/drm/renderD128/dev`]: "226:128\n",
  [`${GPU}/drm/renderD128/device`]: "-> ../../../0000:00:02.0",
  [`${NETWORK}/class`]: "0x020000\n",
  "/sys/bus/pci/devices/0000:00:02.0": `-> ../../../devices/pci0000:00/0000:00:02.0`,
  "/sys/bus/pci/devices/0000:00:03.0": `-> ../../../devices/pci0000:00/0000:00:03.0`,
  "/sys/class/drm/renderD128": "-> ../../devices/pci0000:00/0000:00:02.0/drm/renderD128",
  "/sys/dev/char/226:128": "-> ../../devices/pci0000:00/0000:00:02.0/drm/renderD128",
  "/sys/devices/system/cpu/possible": "0-1",
  "/etc/alternatives/nvidia--libcuda.so.1": "",
  "/etc/vulkan/icd.d/nvidia_icd.json": '{"ICD": {"library_path": "libGLX_nvidia.so.0"}}',
  "/usr/share/vulkan/icd.d/lvp_icd.x86_64.json": '{"ICD": {"library_path": "/usr/lib/libvulkan_lvp.so"}}',
  "/usr/share/vulkan/icd.d/README": "",
  "/opt/gpu/icd.json": '{"ICD": {"library_path": "../driver/libvulkan_gpu.so"}}',
  "/opt/driver/libvulkan_gpu.so": "",
  "/opt/cuda/lib64/libcudart.so": "",
};

test("what a GPU needs is found, and nothing else of the machine", () => {
  const drivers = findDrivers({ LD_LIBRARY_PATH: ":/opt/cuda/lib64:/;:lib;./x:/absent;" }, { root: tree(machine) });
  const nvidia = ["/dev/nvidia-uvm", "/dev/nvidia-uvm-tools", "/dev/nvidia0", "/dev/nvidiactl"];
  assert.deepEqual(drivers.nodes, ["/dev/dri/renderD128", ...nvidia]);
  assert.deepEqual(drivers.vulkan, ["/etc/vulkan/icd.d/nvidia_icd.json"]);
  assert.deepEqual(drivers.software, ["/usr/share/vulkan/icd.d/lvp_icd.x86_64.json"]);
  assert.deepEqual(drivers.readable, [
    GPU,
    "/sys/devices/system/cpu",
    "/etc/alternatives",
    "/opt/cuda/lib64",
    "/etc/vulkan/icd.d/nvidia_icd.json",
  ]);
  assert.deepEqual(
    [...drivers.links],
    [
      ["/sys/bus/pci/devices/0000:00:02.0", "../../../devices/pci0000:00/0000:00:02.0"],
      ["/sys/dev/char/226:128", "../../devices/pci0000:00/0000:00:02.0/drm/renderD128"],
    ],
  );
  assert.deepEqual(drivers.settings, {
    LD_LIBRARY_PATH: "/opt/cuda/lib64:/:/absent",
    VK_DRIVER_FILES: "/etc/vulkan/icd.d/nvidia_icd.json",
    VK_ICD_FILENAMES: "/etc/vulkan/icd.d/nvidia_icd.json",
  });
});

test("a software driver of Vulkan counts only where it is asked for; a driver may be named", () => {
  const root = tree(machine);
  const { vulkan, software } = findDrivers({}, { root, software: true });
  assert.deepEqual(vulkan, ["/etc/vulkan/icd.d/nvidia_icd.json", "/usr/share/vulkan/icd.d/lvp_icd.x86_64.json"]);
  assert.deepEqual(software, []);
  const named = findDrivers({ VK_DRIVER_FILES: "/opt/gpu/icd.json" }, { root });
  assert.deepEqual(named.vulkan, ["/opt/gpu/icd.json"]);
  assert.ok(named.readable.includes("/opt/gpu/icd.json") && named.readable.includes("/opt/driver"));
  assert.deepEqual(findDrivers({}, { root: tree({ "/usr/x": "" }) }), none);
});

test("without a GPU, auto offers the CPU and says why, without a trial", async () => {
  assert.deepEqual(await offer("cpu", none), { devices: ["cpu"], missing: [] });
  assert.deepEqual(await offer("auto", none), {
    devices: ["cpu"],
    missing: [
      { device: "cuda", reason: "there is no /dev/nvidia*" },
      { device: "webgpu", reason: "there is no GPU: neither /dev/dri/renderD* nor /dev/nvidia*" },
    ],
  });
  const [, webgpu] = (await offer("auto", { ...none, nodes: ["/dev/dri/renderD128"], software: ["/x/lvp.json"] }))
    .missing;
  assert.match(webgpu?.reason ?? "", /there is only \/x\/lvp\.json, which computes on the CPU/);
});

test("a device that is asked for and does not work is an error with the runtime's reason", {
  timeout: 120_000,
}, async (context) => {
  if (existsSync("/dev/nvidiactl")) return context.skip("CUDA may be there");
  await assert.rejects(
    offer("cuda", findDrivers({})),
    (error) =>
      error instanceof BlacktailError && error.code === "WORKER_DEVICE" && /with cuda here: .{10}/.test(error.message),
  );
});

test("a device is found by computing with it inside the sandbox", { timeout: 120_000 }, async (context) => {
  const gpu = softwareGpu();
  if (typeof gpu === "string") return context.skip(gpu);
  // SwiftShader passes the trial, but it is no GPU unless it is asked for.
  const automatic = await offer("auto", findDrivers(gpu));
  if (!existsSync("/dev/dri") && !existsSync("/dev/nvidiactl")) assert.deepEqual(automatic.devices, ["cpu"]);
  assert.deepEqual(await offer("webgpu", findDrivers(gpu, { software: true })), {
    devices: ["webgpu", "cpu"],
    missing: [],
  });
});

test("only a process that computes with the GPU sees its nodes, its files and its place in /sys", async (context) => {
  if (kind !== "bwrap") return context.skip("bwrap is not installed or not allowed here");
  const node = join(mkdtempSync("/dev/shm/node-"), "nvidia0");
  const library = mkdtempSync(join(folder, "library-"));
  context.after(() => rmSync(dirname(node), { recursive: true }));
  for (const path of [node, join(library, "driver.so")]) writeFileSync(path, "");
  const link = "/sys/dev/char/226:128";
  const drivers = { ...none, nodes: [node], readable: [library], links: new Map([[link, "../../devices/gpu"]]) };
  const looks = [
    `fs.statSync(${JSON.stringify(node)})`,
    `fs.openSync(${JSON.stringify(join(library, "driver.so"))})`,
    `fs.readlinkSync(${JSON.stringify(link)})`,
  ];
  const limits = { memoryMiB: 256, cpuSeconds: 10, wallSeconds: 10, outputMiB: 1 };
  const see = (gpu: boolean, code: string) => {
    const run = [process.execPath, "-e", code];
    const [command = "", ...args] = wrap({ kind, hidden: [], drivers }, limits, {}, run, { gpu });
    return spawnSync(command, args, { encoding: "utf8", env: {}, timeout: 15_000 });
  };
  for (const look of looks) {
    assert.equal(see(true, look).status, 0, look);
    assert.match(see(false, look).stderr, /ENOENT/, look);
  }
  assert.match(see(true, `fs.writeFileSync(${JSON.stringify(join(library, "x"))}, "")`).stderr, /EROFS/);
  for (const path of ["/sys/class/net", "/sys/devices/virtual", "/dev/mem"])
    assert.match(see(true, `fs.statSync("${path}")`).stderr, /ENOENT/, path);
});

/** What a job for the GPU reads of a file whose folder is given as a driver's, while a folder is hidden. */
function readAsDriver(driver: string, secret: string, hidden: string) {
  const drivers = { ...none, readable: [driver] };
  const limits = { memoryMiB: 256, cpuSeconds: 10, wallSeconds: 10, outputMiB: 1 };
  const code = `console.log(fs.readFileSync(${JSON.stringify(secret)}, "utf8"))`;
  const run = [process.execPath, "-e", code];
  const [command = "", ...args] = wrap({ kind: "bwrap", hidden: [hidden], drivers }, limits, {}, run, { gpu: true });
  return spawnSync(command, args, { encoding: "utf8", env: { PATH: "/usr/bin:/bin" }, timeout: 15_000 });
}

test("a driver's folder is seen through a link; one that would show what is hidden is refused, link or not", async (context) => {
  if (kind !== "bwrap") return context.skip("bwrap is not installed or not allowed here");
  const root = tree({
    "real/lib/driver.so": "driver",
    "real/key/operator": "secret",
    link: "-> real/lib",
    all: "-> real",
  });
  const at = (path: string) => join(root, path);
  for (const path of ["real/lib", "link"])
    assert.equal(readAsDriver(at(path), at(`${path}/driver.so`), at("real/key")).stdout.trim(), "driver");
  for (const [driver, hidden] of [
    ["real", "real/key"],
    ["all", "real/key"],
    ["all", "all/key"],
    ["real", "all/key/operator"],
    ["link", "real/lib"],
    ["real/lib/driver.so", "link/driver.so"],
    ["real/lib", "all"],
  ] as const)
    assert.throws(
      () => readAsDriver(at(driver), at("all/key/operator"), at(hidden)),
      (error) =>
        error instanceof BlacktailError && error.code === "WORKER_SANDBOX" && error.message.includes(at(driver)),
      `${driver}, ${hidden} hidden`,
    );
  const checkout = join(import.meta.dirname, "../..");
  symlinkSync(checkout, at("checkout"));
  for (const driver of [checkout, at("checkout")])
    assert.throws(() => readAsDriver(driver, "", at("real/key")), { code: "WORKER_SANDBOX" });
});

test("a device whose driver would show what is hidden is not offered, with the reason", async () => {
  if (kind !== "bwrap") return;
  const drivers = { ...none, nodes: ["/dev/nvidia0"], readable: [folder] };
  const sandbox = { kind, hidden: [folder], drivers };
  const { devices, missing } = await findOffer({
    wanted: "auto",
    sandbox,
    dataDir: join(folder, "data"),
    memoryMiB: 2_048,
    signal: never,
  });
  assert.deepEqual(devices, ["cpu"]);
  assert.match(missing.find(({ device }) => device === "cuda")?.reason ?? "", /cannot be shown to a job/);
});

test("the GPU computes for one job at a time, until that leaves it", () => {
  const gpu = new GpuSlot();
  assert.ok(gpu.take(1n) && gpu.take(1n) && !gpu.take(2n));
  gpu.leave(2n);
  assert.equal(gpu.holder, 1n);
  gpu.leave(1n);
  assert.ok(gpu.take(2n));
});
