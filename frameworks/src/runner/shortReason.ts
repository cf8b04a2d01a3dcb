/** The last sentence of the runtime's message; before it stand source files and lines that tell a user nothing. */
export function shortReason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const line = message.trim().split("\n")[0] ?? "";
  return line
    .replace(/^.* was false\. /, "")
    .replace(/\.$/, "")
    .slice(0, 300);
}
