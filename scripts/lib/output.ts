import { describeError } from "@blacktail/sdk";
import pc from "picocolors";

/** Exit code of what Ctrl-C ended, as shells use it. */
const INTERRUPTED = 130;

/** Terminals obey control characters; names in foreign files may hold some. Line ends stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
export const plain = (text: string): string => text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, "\ufffd");

/** Prints a failure as its code, its sentence and its fix, and sets the exit code. */
export function fail(error: unknown): void {
  const { code, message, fix } = describeError(error);
  console.error(`${pc.red(code)}  ${plain(message)}\n${plain(fix)}`);
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
  const names = rows.map(([name]) => plain(name));
  const width = Math.max(0, ...names.map(({ length }) => length));
  return rows.map(([, value], row) => `  ${pc.dim(names[row]?.padEnd(width) ?? "")}  ${value}`).join("\n");
}
