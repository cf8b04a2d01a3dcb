import { parseUnits } from "viem/utils";
import { z } from "zod";

/** A positive decimal amount as typed, in the smallest unit of a currency with 18 decimals (ETH and $BLACK). */
export const amountField = z
  .string({ error: "Enter an amount." })
  .trim()
  .regex(/^\d{1,15}([.,]\d{1,18})?$/, "Enter an amount such as 2.5, with at most 18 decimals.")
  .transform((text) => parseUnits(text.replace(",", "."), 18))
  .refine((amount) => amount > 0n, "Enter more than 0.");
