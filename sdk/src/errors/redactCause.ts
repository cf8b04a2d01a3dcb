import { stripCredentials } from "./stripCredentials.ts";

const MAX_DEPTH = 12;

/**
 * The cause itself when no text in its chain holds a credential; else a copy (name, message, stack, cause) without them,
 * because loggers print causes whole.
 */
export function redactCause(cause: unknown): unknown {
  return isClean(cause) ? cause : redactedCopy(cause, 0);
}

function isClean(cause: unknown): boolean {
  let current = cause;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    if (typeof current === "string") return stripCredentials(current) === current;
    if (!(current instanceof Error)) return current === undefined || current === null || typeof current !== "object";
    if (stringsOf(current).some((text) => stripCredentials(text) !== text)) return false;
    current = current.cause;
  }
  return false;
}

function stringsOf(error: Error): string[] {
  return Object.getOwnPropertyNames(error).flatMap((key) => {
    const value: unknown = Reflect.get(error, key);
    if (typeof value === "string") return [value];
    // Request options and the like may hold headers: their text is looked at as a whole.
    return key !== "cause" && typeof value === "object" && value !== null ? [safeText(value)] : [];
  });
}

function safeText(value: object): string {
  try {
    return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? `${inner}` : inner)) ?? "";
  } catch {
    // Circular: it cannot be proven clean, so it is treated as if it held a credential.
    return "https://unknown@unknown";
  }
}

function redactedCopy(cause: unknown, depth: number): unknown {
  if (!(cause instanceof Error)) return stripCredentials(String(cause));
  const inner = cause.cause === undefined || depth >= MAX_DEPTH ? undefined : redactedCopy(cause.cause, depth + 1);
  const copy = new Error(stripCredentials(cause.message), inner === undefined ? undefined : { cause: inner });
  copy.name = cause.name;
  copy.stack = stripCredentials(cause.stack ?? "");
  return copy;
}
