import type { Hex } from "viem";
import { z } from "zod";
import { BLACK_UNIT } from "../chain/currencies.ts";
import { short } from "../lib/short.ts";

/** GraphQL's BigInt: decimal text. */
export const integer = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt);

/** Unix seconds, which fit a number. */
export const seconds = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

/** GraphQL's Bytes. */
export const bytes = z
  .string()
  .regex(/^0x[0-9a-f]*$/)
  .transform((text) => text as Hex);

/** An entity of which only the id was asked, when that is an address. */
export const reference = z.object({ id: bytes }).transform(({ id }) => id);

/** A currency, named by the index or else by its own number. */
export const currency = z
  .object({ id: z.string(), symbol: z.string().nullable(), decimals: z.number().nullable() })
  .transform(({ id, symbol, decimals }) => ({
    id: BigInt(id),
    // Of tokens the index names only the protocol's own.
    symbol:
      symbol === "BLACK"
        ? BLACK_UNIT.symbol
        : (symbol ?? `token ${short(`0x${BigInt(id).toString(16).padStart(40, "0")}`)}`),
    ...(decimals !== null && { decimals }),
  }));

export const currencyFields = "currency { id symbol decimals }";
