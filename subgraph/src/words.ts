import { Address, BigInt, Bytes } from "@graphprotocol/graph-ts";
import { word } from "./ids";

/** The digest of nothing. */
export const NO_DIGEST = Bytes.fromUint8Array(new Uint8Array(32));

/** Some bits of a packed word, as a number: `count` of them from bit `low` on, the lowest being 0. */
export function bitsAt(packed: BigInt, low: u8, count: u8): BigInt {
  const mask = BigInt.fromI32(1).leftShift(count).minus(BigInt.fromI32(1));
  return packed.rightShift(low).bitAnd(mask);
}

/** At most 31 bits of a packed word. */
export function smallAt(packed: BigInt, low: u8, count: u8): i32 {
  return bitsAt(packed, low, count).toI32();
}

/** The address in the lowest 160 bits of a packed word. */
export function addressOf(packed: BigInt): Address {
  return Address.fromBytes(Bytes.fromUint8Array(word(packed).subarray(12)));
}
