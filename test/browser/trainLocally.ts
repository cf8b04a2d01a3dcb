import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { scratchFolder } from "../../scripts/lib/scratch.ts";
import { kettles } from "./dataset.ts";

const COMMAND = resolve(import.meta.dirname, "../../scripts/blacktail.ts");

/** What a developer has after `npm run blacktail -- train …`: the folder's two files. `remove` deletes them. */
export async function trainLocally(): Promise<{ model: string; manifest: string; remove: () => void }> {
  const { dir, remove } = scratchFolder("trained");
  const data = join(dir, "kettles.csv");
  const out = join(dir, "out");
  await writeFile(data, kettles(400));
  const args = ["train", "--family", "supervised", "--data", data, "--target", "boils", "--out", out];
  await promisify(execFile)(process.execPath, [COMMAND, ...args]);
  return { model: join(out, "model.onnx"), manifest: join(out, "manifest.json"), remove };
}
