import { type Address, getAddress, toHex } from "viem";
import { BlacktailError } from "../errors/BlacktailError.ts";

/** A field of a packed word: what it is called in errors, its width in bits, its value. */
type Field = readonly [name: string, bits: number, value: bigint | number];

/**
 * One word of fields, the first lowest.
 *
 * @throws BlacktailError `FIELD_INVALID` when a value does not fit: it would change its neighbours.
 */
export function packWord(fields: readonly Field[]): bigint {
  let word = 0n;
  let at = 0n;
  for (const [name, bits, value] of fields) {
    if (!fits(value, bits)) {
      throw new BlacktailError({
        code: "FIELD_INVALID",
        message: `${name} cannot be ${value}: it is a whole number of at most ${bits} bits.`,
        fix: `Give ${name} a value from 0 to 2^${bits} - 1.`,
      });
    }
    word |= BigInt(value) << at;
    at += BigInt(bits);
  }
  return word;
}

function fits(value: bigint | number, bits: number): boolean {
  if (typeof value === "number" && !Number.isSafeInteger(value)) return false;
  return value >= 0 && BigInt(value) >> BigInt(bits) === 0n;
}

/** The field of `bits` bits that begins at bit `at`. */
export function bitsOf(word: bigint, at: number, bits: number): bigint {
  return BigInt.asUintN(bits, word >> BigInt(at));
}

/** As `bitsOf`, of at most 53 bits. */
export function numberIn(word: bigint, at: number, bits: number): number {
  return Number(bitsOf(word, at, bits));
}

/** The address in a word's lowest 160 bits, checksummed. */
export function addressIn(word: bigint): Address {
  return getAddress(toHex(bitsOf(word, 0, 160), { size: 20 }));
}
