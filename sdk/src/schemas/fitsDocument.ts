import { canonicalJson } from "../digest/canonicalJson.ts";

/** Whether the value can be written as one document: canonical JSON of at most 1 MiB. */
export function fitsDocument(value: unknown): boolean {
  try {
    canonicalJson(value);
    return true;
  } catch {
    // The refinement that asks says what is expected.
    return false;
  }
}
