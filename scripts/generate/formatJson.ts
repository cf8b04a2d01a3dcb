import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** JSON as Biome writes it, so that the formatter leaves the generated file alone. */
export function formatJson(root: string, value: unknown): string {
  const text = JSON.stringify(value, (key, inner: unknown) => (key === "internalType" ? undefined : inner), 2);
  const biome = join(root, "node_modules/.bin/biome");
  return execFileSync(biome, ["format", "--stdin-file-path=subgraph/abis/abi.json"], {
    cwd: root,
    encoding: "utf8",
    input: `${text}\n`,
    maxBuffer: 64 * 1_048_576,
    stdio: ["pipe", "pipe", "ignore"],
  });
}
