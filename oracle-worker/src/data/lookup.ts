import { readdirSync, readFileSync } from "node:fs";

/** Names in a folder of the system; none where there is no such folder, or it is not ours to see. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What a file of the system says; nothing where there is none, or not any more. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
