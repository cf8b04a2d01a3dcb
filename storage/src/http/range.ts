import { failure } from "../error.ts";

/** Part of a file, in bytes. */
export type Range = { offset: number; length: number };

/**
 * The part that a `Range` header asks for; undefined for everything. Several ranges in one header are answered with the
 * whole file, as HTTP allows.
 *
 * @throws BlacktailError `STORAGE_RANGE` when the range is outside of the file
 */
export function parseRange(header: string | undefined, size: number): Range | undefined {
  const [, from = "", to = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  if (from === "") {
    const length = Math.min(Number(to), size);
    if (length === 0) throw outside(header, size);
    return { offset: size - length, length };
  }
  const offset = Number(from);
  const last = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (offset >= size) throw outside(header, size);
  // An end before the start makes the header invalid: it is ignored.
  return last < offset ? undefined : { offset, length: last - offset + 1 };
}

function outside(header: string | undefined, size: number) {
  return failure("STORAGE_RANGE", `The range "${header}" is outside of the file of ${size} bytes.`, "Ask for less.");
}
