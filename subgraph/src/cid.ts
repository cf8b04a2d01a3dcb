import { Bytes } from "@graphprotocol/graph-ts";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/** The CID of a document of one block: CIDv1, raw codec, sha2-256, in base32, as `bafkrei…`. */
export function cidOf(digest: Bytes): string {
  const bytes = new Uint8Array(36);
  bytes[0] = 0x01; // CID version
  bytes[1] = 0x55; // raw
  bytes[2] = 0x12; // sha2-256
  bytes[3] = 0x20; // 32 bytes
  bytes.set(digest, 4);
  return "b" + base32(bytes);
}

/** RFC 4648 base32, lower case, without padding. */
function base32(bytes: Uint8Array): string {
  let text = "";
  let buffer: u32 = 0;
  let bits = 0;
  for (let i = 0; i < bytes.length; i++) {
    buffer = (buffer << 8) | bytes[i];
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((buffer >> bits) & 31);
    }
    buffer &= (1 << bits) - 1;
  }
  if (bits > 0) text += ALPHABET.charAt((buffer << (5 - bits)) & 31);
  return text;
}
