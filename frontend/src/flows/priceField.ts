import { parseUnits } from "viem/utils";
import { z } from "zod";

/** A price as typed, in the smallest unit of a currency with 18 decimals; 0 is one too. */
export const priceField = z
  .string({ error: "Enter a price." })
  .trim()
  .regex(/^\d{1,15}([.,]\d{1,18})?$/, "Enter a price such as 0.05, or 0.")
  .transform((text) => parseUnits(text.replace(",", "."), 18));
