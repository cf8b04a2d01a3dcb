import type { VoteFinding } from "@blacktail/sdk";
import { finding, told } from "./finding.ts";
import { isWithin } from "./rule.ts";

/** A walk deeper than this is no state of a training. */
const MAX_DEPTH = 32;

/**
 * Compares the JSON states of two checkpoints: everything must be equal but fractions, such as losses, which may differ by the tolerance
 * times their size where that is beyond 1. Pure.
 */
export function compareStates(own: unknown, theirs: unknown, tolerance: number): VoteFinding {
  const difference = firstDifference(own, theirs, tolerance, "", 0);
  if (difference === undefined) return finding("tensors", true, "the states beside the tensors are the same");
  return finding("tensors", false, `the states beside the tensors differ${difference}`);
}

function firstDifference(
  own: unknown,
  theirs: unknown,
  tolerance: number,
  path: string,
  depth: number,
): string | undefined {
  const at = path === "" ? "" : ` at ${path.slice(0, 200)}`;
  if (depth > MAX_DEPTH) return `${at}: they are nested more than ${MAX_DEPTH} deep`;
  if (typeof own === "number" && typeof theirs === "number") {
    const isFraction = !Number.isInteger(own) || !Number.isInteger(theirs);
    const allowed = isFraction ? tolerance * Math.max(1, Math.abs(own)) : 0;
    return Object.is(own, theirs) || isWithin(own, theirs, allowed)
      ? undefined
      : `${at}: ${told(theirs)} instead of ${told(own)}`;
  }
  if (typeof own !== "object" || own === null || typeof theirs !== "object" || theirs === null) {
    return own === theirs ? undefined : `${at}: ${shown(theirs)} instead of ${shown(own)}`;
  }
  if (Array.isArray(own) !== Array.isArray(theirs)) return `${at}: a list on one side only`;
  const [mine, others] = [Object.entries(own), new Map<string, unknown>(Object.entries(theirs))];
  if (mine.length !== others.size) return `${at}: ${others.size} entries instead of ${mine.length}`;
  for (const [key, value] of mine) {
    if (!others.has(key)) return `${at}: "${key.slice(0, 64)}" is missing`;
    const difference = firstDifference(value, others.get(key), tolerance, `${path}/${key}`, depth + 1);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const shown = (value: unknown): string => String(JSON.stringify(value)).slice(0, 64);
