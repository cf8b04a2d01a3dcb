import { namesIn, textOf } from "../data/lookup.ts";

const INTERVAL_MS = 250;

/**
 * Calls `full` once a process and all that it started fill more memory than they may. Looked at from outside, as what runs in a job
 * could stop whoever watches it from inside. Linux only: elsewhere nothing is seen.
 *
 * @param pid The first process; those in its pid namespace are its descendants, whatever their own parents did.
 * @returns Stops watching.
 */
export function watchMemory(pid: number | undefined, maxBytes: number, full: (bytes: number) => void): () => void {
  if (pid === undefined) return () => undefined;
  const timer = setInterval(() => {
    const bytes = bytesOf(pid);
    if (bytes <= maxBytes) return;
    clearInterval(timer);
    full(bytes);
  }, INTERVAL_MS);
  return () => clearInterval(timer);
}

/** Memory that a process, its group and all their descendants fill. */
function bytesOf(first: number): number {
  const children = new Map<number, number[]>();
  const found = new Set([first]);
  for (const name of namesIn("/proc")) {
    const kin = kinOf(name);
    if (kin === undefined) continue;
    children.set(kin.parent, [...(children.get(kin.parent) ?? []), kin.pid]);
    if (kin.group === first) found.add(kin.pid);
  }
  let bytes = 0;
  // A set is walked in the order of its growth: children found on the way are walked, too.
  for (const pid of found) {
    bytes += residentBytes(pid);
    for (const child of children.get(pid) ?? []) found.add(child);
  }
  return bytes;
}

function kinOf(name: string): { pid: number; parent: number; group: number } | undefined {
  const pid = Number(name);
  if (!Number.isInteger(pid)) return undefined;
  const stat = textOf(`/proc/${pid}/stat`);
  // The process chose the name between the brackets: it may hold anything.
  const [, parent, group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return parent === undefined ? undefined : { pid, parent: Number(parent), group: Number(group) };
}

/** What a process holds in RAM, without the pages of files, which the kernel can take back. */
function residentBytes(pid: number): number {
  const sizes = textOf(`/proc/${pid}/status`).matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm);
  return [...sizes].reduce((sum, [, kib]) => sum + Number(kib) * 1_024, 0);
}
