import canonicalize from "canonicalize";
import { BlacktailError } from "../errors/BlacktailError.ts";

/** Documents above this size (bytes) are refused: one raw block, so that digest and CID are the same. */
export const MAX_DOCUMENT_BYTES = 1_048_576;

/**
 * RFC 8785 canonical JSON as UTF-8: one value, one sequence of bytes, one digest. Members that are `undefined` are left out.
 *
 * @throws BlacktailError `JSON_INVALID` for what JSON cannot say (NaN, infinities, bigint, lone surrogates, cycles, undefined).
 * @throws BlacktailError `DOCUMENT_TOO_LARGE` above 1 MiB.
 * @example
 * new TextDecoder().decode(canonicalJson({ b: 1, a: [1e21] })); // '{"a":[1e+21],"b":1}'
 */
export function canonicalJson(value: unknown): Uint8Array {
  const bytes = new TextEncoder().encode(toText(value));
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    throw new BlacktailError({
      code: "DOCUMENT_TOO_LARGE",
      message: `The document has ${bytes.length} bytes; at most ${MAX_DOCUMENT_BYTES} (1 MiB) are allowed.`,
      fix: "Store large parts as artifacts and name them by digest.",
    });
  }
  return bytes;
}

function toText(value: unknown): string {
  let text: string | undefined;
  let cause: unknown;
  try {
    text = canonicalize(value);
  } catch (error) {
    cause = error;
  }
  if (text !== undefined) return text;
  throw new BlacktailError({
    code: "JSON_INVALID",
    message: `The value cannot be written as JSON: ${cause instanceof Error ? cause.message : `it is ${typeof value}`}.`,
    fix: "Use only objects, arrays, strings, finite numbers, booleans and null; write large integers as decimal strings.",
    cause,
  });
}
