import { createECDH, createHash } from "node:crypto";
import { bytesToHex, type Hex, numberToHex } from "viem";
import type { EnclaveKey } from "../../src/index.ts";

/** Order of the curve P-256 (SEC 2, section 2.4.2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The point of a secret, 32 bytes. */
export function publicKeyP256(secret: Uint8Array): EnclaveKey {
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(secret);
  const point = ecdh.getPublicKey();
  return { x: bytesToHex(point.subarray(1, 33)), y: bytesToHex(point.subarray(33)) };
}

/** ECDSA over a digest as it is, which node's own signing would hash again; s in the lower half of the order. */
export function signP256(secret: Uint8Array, digest: Hex): { r: Hex; s: Hex } {
  const nonce = createHash("sha256").update(secret).update(digest).digest();
  const r = BigInt(publicKeyP256(nonce).x) % ORDER;
  const s = (inverse(BigInt(bytesToHex(nonce))) * (BigInt(digest) + r * BigInt(bytesToHex(secret)))) % ORDER;
  return { r: numberToHex(r, { size: 32 }), s: numberToHex(s > ORDER / 2n ? ORDER - s : s, { size: 32 }) };
}

/** By Fermat: value^(order - 2). */
function inverse(value: bigint): bigint {
  let [result, base] = [1n, value % ORDER];
  for (let exponent = ORDER - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % ORDER;
    base = (base * base) % ORDER;
  }
  return result;
}
