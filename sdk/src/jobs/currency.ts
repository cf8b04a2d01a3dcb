import { type Address, getAddress, toHex } from "viem";
import { BlacktailError } from "../errors/BlacktailError.ts";

/** The id of the chain's native coin. */
export const NATIVE = 0n;

/** The Vault id of a currency: the token's address as a number; the zero address is the native coin. */
export function currencyOf(token: Address): bigint {
  return BigInt(token);
}

/**
 * The token behind a currency id (the zero address for the native coin), checksummed.
 *
 * @throws BlacktailError `CURRENCY_INVALID` when the id is no address.
 */
export function tokenOf(currency: bigint): Address {
  if (currency < 0n || currency >= 2n ** 160n) {
    throw new BlacktailError({
      code: "CURRENCY_INVALID",
      message: `${currency} is no currency: it is not the number of an address.`,
      fix: "Use NATIVE, or currencyOf(token).",
    });
  }
  return getAddress(toHex(currency, { size: 20 }));
}
