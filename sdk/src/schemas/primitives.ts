import { z } from "zod";

/** 32 bytes as lower-case 0x-hex. */
export const Digest = z.templateLiteral(["0x", z.string().regex(/^[0-9a-f]{64}$/)], {
  error: "must be 0x and 64 lower-case hexadecimal digits",
});

export const AddressText = z.templateLiteral(["0x", z.string().regex(/^[0-9a-fA-F]{40}$/)], {
  error: "must be 0x and 40 hexadecimal digits",
});

/** An unsigned 256-bit integer in decimal digits, as JSON has no such number. */
export const Uint256Text = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,77})$/, "must be decimal digits without leading zeros")
  .refine((text) => BigInt(text) < 2n ** 256n, "must be below 2^256");

export const Uint32 = z.int().min(0).max(0xffff_ffff);

/** A short name: of a column, a metric, a framework. */
export const Name = z.string().min(1).max(128);

/** Metric values by name, at most 64. */
export const Metrics = z
  .record(z.string().min(1).max(64), z.number())
  .refine((metrics) => Object.keys(metrics).length <= 64, "at most 64 metrics");
