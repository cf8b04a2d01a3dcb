import { existsSync, readlinkSync, realpathSync } from "node:fs";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { absolutePaths, driverSettings } from "@blacktail/frameworks/drivers";
import { z } from "zod";
import { namesIn, textOf } from "../data/lookup.ts";

/** What a process needs to compute with this machine's GPU, and no more. */
export type Drivers = {
  /** Device nodes: /dev/dri/renderD128, /dev/nvidia0 and the like. Nodes that drive a screen are not among them. */
  nodes: readonly string[];
  /** Files and folders to read: what the kernel tells of the GPU, driver files and libraries. */
  readable: readonly string[];
  /** Links by their path, each with what it points to: how libraries find the GPU in /sys. */
  links: ReadonlyMap<string, string>;
  /** Says to the libraries which drivers are there. */
  settings: Readonly<Record<string, string>>;
  /** Manifests of Vulkan drivers that may be used. */
  vulkan: readonly string[];
  /** Those that were left out, as they compute on the CPU. */
  software: readonly string[];
};

/** What Vulkan's loader reads of a driver. */
const Manifest = z.object({ ICD: z.object({ library_path: z.string() }) });

type Environment = Readonly<Record<string, string | undefined>>;

/** What computes; nvidia-modeset drives screens, nvidia-caps divides GPUs up. */
const NVIDIA_NODE = /^nvidia(\d+|ctl|-uvm|-uvm-tools)$/;
/** Where Vulkan's loader looks for manifests of drivers. */
const MANIFESTS = ["/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/usr/share/vulkan/icd.d"];
/** Drivers that compute on the CPU (Mesa's lavapipe, SwiftShader), or not at all. The runtime tells no adapter's name, so the file's must do. */
const SOFTWARE = /lvp|lavapipe|llvmpipe|swiftshader|mock/i;
/** PCI classes of GPUs: displays and 3D controllers, and processing accelerators. */
const GPU_CLASS = /^0x(03|12)/;
/** Debian's packages reach NVIDIA's libraries by links in here. */
const ALTERNATIVES = "/etc/alternatives";
const TOPOLOGY = ["/sys/devices/system/cpu", "/sys/devices/system/node"];

/**
 * Finds what this machine has for computing with a GPU (Linux; elsewhere there is nothing to be shown).
 *
 * @param options.software Whether a Vulkan driver that computes on the CPU counts.
 * @param options.root Where the system's files are, for a test.
 */
export function findDrivers(environment: Environment, { software = false, root = "/" } = {}): Drivers {
  const at = (path: string) => join(root, path);
  const renderNodes = namesIn(at("/dev/dri"))
    .sort()
    .filter((name) => name.startsWith("renderD"));
  const nvidiaNodes = namesIn(at("/dev"))
    .sort()
    .filter((name) => NVIDIA_NODE.test(name));
  const named = listed(environment.VK_DRIVER_FILES ?? environment.VK_ICD_FILENAMES);
  const manifests = named ?? MANIFESTS.flatMap((folder) => manifestsIn(folder, at(folder)));
  const vulkan = manifests.filter((path) => software || !SOFTWARE.test(basename(path)));
  const { folders, links } = kernelView(root, renderNodes);
  const libraries = (listed(environment.LD_LIBRARY_PATH) ?? []).filter((path) => resolve(path) !== "/");
  const readable = [
    ...folders,
    ...TOPOLOGY,
    ...(nvidiaNodes.length > 0 ? [ALTERNATIVES] : []),
    ...libraries,
    ...vulkan.flatMap((path) => [path, ...libraryFolder(path, at(path))]),
  ];
  const { VK_DRIVER_FILES: _, VK_ICD_FILENAMES: __, ...settings } = driverSettings(environment);
  const files = vulkan.join(delimiter);
  return {
    nodes: [...renderNodes.map((name) => `/dev/dri/${name}`), ...nvidiaNodes.map((name) => `/dev/${name}`)],
    readable: [...new Set(readable)].filter((path) => existsSync(at(path))),
    links,
    // Under both names: loaders before 1.3.207 know the second only.
    settings: files === "" ? settings : { ...settings, VK_DRIVER_FILES: files, VK_ICD_FILENAMES: files },
    vulkan,
    software: manifests.filter((path) => !vulkan.includes(path)),
  };
}

/** What the kernel tells of each GPU: its own folder in /sys, and the links by which libraries find it. The rest of /sys is not shown. */
function kernelView(root: string, renderNodes: readonly string[]) {
  const folders: string[] = [];
  const links = new Map<string, string>();
  const show = (link: string, folder: string) => {
    const isThere = existsSync(join(root, folder));
    if (!isThere) return;
    links.set(link, readlinkSync(join(root, link)));
    folders.push(join("/", realpathSync(join(root, folder)).slice(realpathSync(root).length)));
  };
  for (const name of namesIn(join(root, "/sys/bus/pci/devices")).sort()) {
    const link = `/sys/bus/pci/devices/${name}`;
    if (GPU_CLASS.test(textOf(join(root, link, "class")))) show(link, link);
  }
  for (const name of renderNodes) {
    const link = `/sys/dev/char/${textOf(join(root, "/sys/class/drm", name, "dev")).trim()}`;
    show(link, `${link}/device`);
  }
  return { folders: [...new Set(folders)], links };
}

/** The folder of a driver's library, where its manifest names one; a name alone is found as any library is. */
function libraryFolder(manifest: string, file: string): string[] {
  const library = libraryOf(textOf(file));
  return library?.includes("/") ? [dirname(resolve(dirname(manifest), library))] : [];
}

/** Of a manifest that is none, the loader tells in the trial. */
function libraryOf(manifest: string): string | undefined {
  try {
    return Manifest.safeParse(JSON.parse(manifest)).data?.ICD.library_path;
  } catch {
    return undefined;
  }
}

function manifestsIn(folder: string, actual: string): string[] {
  return namesIn(actual)
    .sort()
    .filter((name) => name.endsWith(".json"))
    .map((name) => join(folder, name));
}

/** The absolute paths of a list as PATH is one; undefined when the variable is not set. */
function listed(value: string | undefined): string[] | undefined {
  if (value === undefined || value === "") return undefined;
  return absolutePaths(value);
}
