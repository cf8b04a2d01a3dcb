import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** What a run may use. */
export interface Limits {
  readonly memoryMiB: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly outputMiB: number;
}

export const DEFAULT_LIMITS: Limits = { memoryMiB: 2_048, cpuSeconds: 3_600, wallSeconds: 3_600, outputMiB: 256 };

/**
 * Data that a process reserves beside its resident memory. The parent watches the resident memory itself; the kernel's limit stands
 * behind it for a process that grows faster than the parent looks. Code that is not trusted may stop its parent from looking: who
 * runs such code watches from outside, too.
 */
const RESERVED_MIB = 1_024;
const HEAP_SHARE = 0.75;

/** Drivers of GPUs reserve memory of this machine for what lies on theirs: far more than they fill, so this is no bound of what they fill. */
const GPU_RESERVED_MIB = 32_768;

/** What a process may reserve beyond its limit of memory. */
export const reservedMiB = (gpu: boolean): number => (gpu ? GPU_RESERVED_MIB : RESERVED_MIB);

/**
 * The largest file that a training may write: a checkpoint holds the weights and the optimizer's state, and what does not fit into
 * memory lies in the run's folder. The artifact itself is measured before it is written.
 */
export function largestFileMiB({ outputMiB, memoryMiB }: Limits): number {
  return 4 * Math.max(outputMiB, memoryMiB);
}

/**
 * The command that starts Node on a file within limits: by `prlimit` where the system has it, else by Node's own heap limit alone.
 * @param options.gpu Whether the process may use a GPU.
 * @param options.fileMiB The largest file that it may write.
 */
export async function commandLine(
  entry: string,
  limits: Limits,
  { gpu = false, fileMiB = limits.outputMiB }: { gpu?: boolean; fileMiB?: number } = {},
): Promise<[string, ...string[]]> {
  const heap = Math.max(64, Math.floor(limits.memoryMiB * HEAP_SHARE));
  const node = [
    process.execPath,
    `--max-old-space-size=${heap}`,
    "--disable-warning=ExperimentalWarning",
    entry,
  ] as const;
  const prlimit = process.platform === "linux" ? await findCommand("prlimit") : undefined;
  if (prlimit === undefined) return [...node];
  return [
    prlimit,
    `--data=${(limits.memoryMiB + reservedMiB(gpu)) * 1024 * 1024}`,
    `--cpu=${limits.cpuSeconds}:${limits.cpuSeconds + 5}`,
    `--fsize=${fileMiB * 1024 * 1024}`,
    "--core=0",
    ...node,
  ];
}

async function findCommand(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, name);
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
