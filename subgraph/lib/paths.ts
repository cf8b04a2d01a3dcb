import { join } from "node:path";

/** The subgraph workspace. */
export const ROOT = join(import.meta.dirname, "..");

/** Where the compiled subgraph is. */
export const BUILD = join(ROOT, "build");
