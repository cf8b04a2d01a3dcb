import { describeError } from "@blacktail/sdk";
import pc from "picocolors";

/** Exit code of what Ctrl-C ended, as shells use it. */
const INTERRUPTED = 130;

/** Prints a failure as its code, its sentence and its fix, and sets the exit code. */
export function fail(error: unknown): void {
  const { code, message, fix } = describeError(error);
  console.error(`${pc.red(code)}  ${message}\n${fix}`);
  process.exitCode = code === "CLI_INTERRUPTED" ? INTERRUPTED : 1;
}

/** The result of a command: one JSON object as the last line, or a picture for people. */
export function result(json: boolean | undefined, value: Record<string, unknown>, picture: () => string): void {
  console.log(
    json ? JSON.stringify(value, (_, field) => (typeof field === "bigint" ? String(field) : field)) : picture(),
  );
}

/** Two columns, the first as wide as its longest entry. */
export function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${pc.dim(name.padEnd(width))}  ${value}`).join("\n");
}
