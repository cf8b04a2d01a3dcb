import { readFile, stat } from "node:fs/promises";
import { problem } from "../errors.ts";

/** Models beyond this are refused unless the caller says otherwise: they are held in memory several times over. Bytes. */
export const DEFAULT_MAX_MODEL_BYTES = 256 * 1024 * 1024;

/**
 * A model's bytes.
 * @param limit bytes at most
 * @throws BlacktailError MODEL_NOT_FOUND, MODEL_TOO_LARGE
 */
export async function readModel(path: string, limit = DEFAULT_MAX_MODEL_BYTES): Promise<Uint8Array> {
  let size: number;
  try {
    size = (await stat(path)).size;
  } catch (cause) {
    throw problem(
      "MODEL_NOT_FOUND",
      `The model ${path} cannot be opened.`,
      "Check the path and its permissions.",
      cause,
    );
  }
  if (size > limit) {
    throw problem(
      "MODEL_TOO_LARGE",
      `The model has ${size} bytes; the limit is ${limit}.`,
      "Use a smaller model or raise the limit.",
    );
  }
  return readFile(path);
}
