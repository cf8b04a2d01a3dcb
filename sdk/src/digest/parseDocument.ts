import { bytesToHex } from "viem";
import { prettifyError, type ZodType } from "zod";
import { BlacktailError } from "../errors/BlacktailError.ts";
import { canonicalJson, MAX_DOCUMENT_BYTES } from "./canonicalJson.ts";

/**
 * Reads a document that came from outside: at most 1 MiB, UTF-8, in canonical form (so that it has one digest, and no
 * duplicate keys), and valid by its schema.
 *
 * @throws BlacktailError `DOCUMENT_TOO_LARGE`, `JSON_INVALID`, `DOCUMENT_NOT_CANONICAL`, `DOCUMENT_INVALID`
 * @example
 * const spec = parseDocument(JobSpec, bytes);
 */
export function parseDocument<T>(schema: ZodType<T>, bytes: Uint8Array): T {
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    throw new BlacktailError({
      code: "DOCUMENT_TOO_LARGE",
      message: `The document has ${bytes.length} bytes; at most ${MAX_DOCUMENT_BYTES} (1 MiB) are allowed.`,
      fix: "Store large parts as artifacts and name them by digest.",
    });
  }
  const value = parseJson(bytes);
  if (bytesToHex(canonicalJson(value)) !== bytesToHex(bytes)) {
    throw new BlacktailError({
      code: "DOCUMENT_NOT_CANONICAL",
      message: "The document is JSON but not in canonical form (RFC 8785), so its digest cannot be recomputed.",
      fix: "Write it with canonicalJson().",
    });
  }
  return validate(schema, value);
}

/**
 * As `schema.parse`, but its error is a sentence.
 *
 * @throws BlacktailError `DOCUMENT_INVALID`
 */
export function validate<T>(schema: ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new BlacktailError({
    code: "DOCUMENT_INVALID",
    message: `The document is not valid: ${prettifyError(result.error)
      .replace(/\s*\n\s*/g, " ")
      .slice(0, 1_000)}`,
    fix: "Correct the fields named above.",
    cause: result.error,
  });
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw new BlacktailError({
      code: "JSON_INVALID",
      message: "The document is not JSON in UTF-8.",
      fix: "Write it with canonicalJson().",
      cause,
    });
  }
}
