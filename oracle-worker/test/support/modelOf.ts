import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trainSpec } from "@blacktail/frameworks";
import type { JobSpec } from "@blacktail/sdk";
import type { World } from "./world.ts";

/** The digest of the model that one uninterrupted run makes of a spec, on this machine. */
export async function modelOf(world: World, spec: JobSpec): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "model-"));
  try {
    const inputs = new Map<string, string>();
    for (const data of spec.data) {
      const path = join(folder, data.digest);
      writeFileSync(path, await world.storage.get(data));
      inputs.set(data.digest, path);
    }
    return (await trainSpec({ spec, inputs, outDir: join(folder, "out"), threads: 1 })).digest;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
