import { z } from "zod";

const MAX_DEPTH = 16;
const MAX_VALUES = 10_000;
const MAX_STRING = 65_536;

/** A configuration object of plain JSON: at most 16 levels, 10,000 values, strings of 65,536 characters. */
export const ConfigRecord = z
  .record(z.string().min(1).max(128), z.unknown())
  .refine(isBoundedJson, "must be JSON of at most 16 levels, 10,000 values and strings of 65,536 characters");

/** Walks with its own stack, because the depth of hostile input would exhaust the call stack. */
function isBoundedJson(root: unknown): boolean {
  const stack: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  let values = 0;
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { value, depth } = entry;
    if (++values > MAX_VALUES) return false;
    if (value === null || typeof value === "boolean") continue;
    if (typeof value === "number" && Number.isFinite(value)) continue;
    if (typeof value === "string" && value.length <= MAX_STRING) continue;
    if (typeof value !== "object" || depth >= MAX_DEPTH) return false;
    const children: unknown[] = Array.isArray(value) ? value : Object.values(value);
    if (children.length > MAX_VALUES) return false;
    for (const child of children) stack.push({ value: child, depth: depth + 1 });
  }
  return true;
}
