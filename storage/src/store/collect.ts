import { rm } from "node:fs/promises";
import path from "node:path";
import { failure } from "../error.ts";
import type { BlockStore } from "./BlockStore.ts";
import { walkDag } from "./dag.ts";
import { syncDirectory } from "./files.ts";
import type { PinStore } from "./PinStore.ts";

/**
 * Removes every block that no pin needs.
 *
 * @returns blocks and bytes removed
 * @throws BlacktailError `STORAGE_IN_USE` while uploads run; `STORAGE_NOT_FOUND` or `STORAGE_CORRUPT` when a pinned tree
 * cannot be read whole: nothing is removed then.
 */
export function collectGarbage(store: BlockStore, pins: PinStore): Promise<{ blocks: number; bytes: number }> {
  return store.moving.run(async () => {
    if (store.uploads > 0) {
      throw failure("STORAGE_IN_USE", `${store.uploads} uploads are running.`, "Collect again when they are done.");
    }
    const kept = new Set<string>();
    for await (const { cid, type } of pins.list()) {
      if (type === "direct") kept.add(store.fileOf(cid));
      else for await (const block of walkDag(store, cid, { read: false })) kept.add(store.fileOf(block.cid));
    }
    const removed = { blocks: 0, bytes: 0 };
    const directories = new Set<string>();
    for await (const { file, size } of store.files()) {
      if (kept.has(file)) continue;
      await rm(file, { force: true });
      directories.add(path.dirname(file));
      removed.blocks++;
      removed.bytes += size;
    }
    for (const directory of directories) await syncDirectory(directory);
    store.addUsed(-removed.bytes);
    return removed;
  });
}
