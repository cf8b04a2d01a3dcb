import { type Address, isAddress } from "viem";
import { z } from "zod";

/** An address as typed. */
export const addressField = z
  .string({ error: "Enter an address." })
  .trim()
  .refine((text) => isAddress(text, { strict: false }), "Enter an address (0x and 40 digits).")
  .transform((text) => text as Address);
