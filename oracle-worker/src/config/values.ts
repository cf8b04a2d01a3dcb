import { parseUnits } from "viem";
import { z } from "zod";

const trimmed = z.string().trim();

/** A whole number in [min, max], written in decimal digits. */
export const whole = (min: number, max: number) =>
  trimmed
    .regex(/^\d+$/, "is not a whole number")
    .transform(Number)
    .pipe(z.number().min(min, `is below ${min}`).max(max, `is above ${max}`));

/** A secret that travels in a header: visible ASCII characters only. */
export const token = trimmed.regex(/^[\x21-\x7e]+$/, "is no token");

/** One http(s) URL, without a trailing slash. */
export const url = trimmed
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), "is not an http(s) URL")
  .transform((text) => text.replace(/\/+$/, ""));

/** http(s) URLs separated by commas; at least one. */
export const urls = trimmed
  .transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  )
  .pipe(z.array(url).min(1, "names no URL"));

/** An amount in units of 10^-18, written as a decimal number ("0.25"); the value is in wei. */
export const amount = trimmed
  .regex(/^\d+(\.\d{1,18})?$/, "is not a decimal amount")
  .transform((text) => parseUnits(text, 18));

/** A fee in gwei as a decimal number; the value is in wei. */
export const gwei = trimmed
  .regex(/^\d+(\.\d{1,9})?$/, "is not a decimal amount")
  .transform((text) => parseUnits(text, 9));

/** `true` or `false` (also 1, 0, yes, no, on, off). */
export const flag = trimmed
  .toLowerCase()
  .pipe(z.enum(["true", "1", "yes", "on", "false", "0", "no", "off"], "is neither true nor false"))
  .transform((text) => ["true", "1", "yes", "on"].includes(text));

/** A 20-byte address in hexadecimal. */
export const address = trimmed
  .regex(/^0x[0-9a-fA-F]{40}$/, "is not an address")
  .transform((text): `0x${string}` => `0x${text.slice(2).toLowerCase()}`);

/** JSON object of token address → least price in that token's smallest unit, as a decimal string. */
export const prices = trimmed.transform((text, context): ReadonlyMap<bigint, bigint> => {
  const parsed = parsePrices(text);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: "custom", message: "is not a JSON object of token address to amount" });
  return z.NEVER;
});

function parsePrices(text: string): ReadonlyMap<bigint, bigint> | undefined {
  const shape = z.record(z.string().regex(/^0x[0-9a-fA-F]{40}$/), z.string().regex(/^\d+$/));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const result = shape.safeParse(json);
  if (!result.success) return undefined;
  return new Map(Object.entries(result.data).map(([token, least]) => [BigInt(token), BigInt(least)]));
}
