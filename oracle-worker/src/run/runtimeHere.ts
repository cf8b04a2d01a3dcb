import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { RunReport } from "@blacktail/sdk";
import { z } from "zod";

const NAME = "onnxruntime-node";
const Package = z.object({ version: z.string() });

/** The runtime that trains here, as this installation knows it; nothing of it is loaded, and no job's process is asked. */
export function runtimeHere(): RunReport["runtime"] {
  const fromFrameworks = createRequire(import.meta.resolve("@blacktail/frameworks"));
  const { version } = Package.parse(JSON.parse(readFileSync(fromFrameworks.resolve(`${NAME}/package.json`), "utf8")));
  return { name: NAME, version };
}
