import { z } from "zod";
import type { Results, Values } from "./types.ts";

const hex = z.templateLiteral(["0x", z.string()]);

const recordSchema = z.object({
  flow: z.string(),
  title: z.string(),
  chainId: z.number(),
  account: hex,
  values: z.record(z.string(), z.union([z.string(), z.boolean()]).optional()),
  results: z.record(
    z.string(),
    z.object({ hash: hex.optional(), blockNumber: z.string().optional(), value: z.string().optional() }),
  ),
  pending: z.object({ step: z.string(), hash: hex }).optional(),
});

/** A flow that was begun and not ended, as the browser remembers it. */
export type FlowRecord = {
  flow: string;
  title: string;
  chainId: number;
  account: `0x${string}`;
  values: Values;
  results: Results;
  pending?: { step: string; hash: `0x${string}` };
};

const key = "blacktail.flow";

/** The remembered flow, if there is one that still makes sense. */
export function readRecord(): FlowRecord | undefined {
  const text = localStorage.getItem(key);
  if (!text) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Not ours, or cut short: nothing to resume.
    localStorage.removeItem(key);
    return undefined;
  }
  const parsed = recordSchema.safeParse(json);
  return parsed.success ? (parsed.data as FlowRecord) : undefined;
}

export function writeRecord(record: FlowRecord): void {
  localStorage.setItem(key, JSON.stringify(record));
}

export function clearRecord(): void {
  localStorage.removeItem(key);
}
