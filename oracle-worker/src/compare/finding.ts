import type { VoteFinding } from "@blacktail/sdk";

/** Longer names and values of strangers are cut, so that a reason always fits into a document. */
const MAX_TEXT = 400;

/** One thing that was compared, in words; `says` may quote what strangers wrote. */
export function finding(what: VoteFinding["what"], ok: boolean, says: string): VoteFinding {
  return { what, ok, says: says.length > MAX_TEXT ? `${says.slice(0, MAX_TEXT - 1)}…` : says };
}

/** A number as people read it. */
export function told(value: number | undefined): string {
  return value === undefined ? "nothing" : Number.isFinite(value) ? `${Number(value.toPrecision(6))}` : `${value}`;
}
