import { rmSync } from "node:fs";
import { join } from "node:path";

/** Where each part of a stack keeps what it has. */
export function stackFolders(dataDir: string) {
  return {
    chain: join(dataDir, "chain"),
    deployments: join(dataDir, "deployments"),
    storage: join(dataDir, "storage"),
    postgres: join(dataDir, "postgres"),
    password: join(dataDir, "postgres-password"),
    graph: join(dataDir, "graph"),
    worker: (index: number) => join(dataDir, `worker-${index + 1}`),
    /** Who runs a stack on this folder. */
    lock: join(dataDir, "stack.lock"),
    /** Written when the stack is up: where everything answers. */
    info: join(dataDir, "stack.json"),
  };
}

/** Forgets chain, index, store and workers together: they belong together. Logs stay. */
export function forgetState(dataDir: string): void {
  const folders = stackFolders(dataDir);
  const all = [folders.chain, folders.deployments, folders.storage, folders.postgres, folders.password, folders.graph];
  for (const folder of [...all, ...[0, 1, 2].map(folders.worker)]) rmSync(folder, { recursive: true, force: true });
}
