import { z } from "zod";

/** An amount that the page knows already, in the smallest unit of its currency. */
export const weiField = z
  .string()
  .regex(/^\d+$/)
  .transform((text) => BigInt(text));
