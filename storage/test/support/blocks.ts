import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { NextToLast } from "blockstore-fs/sharding";
import { CID } from "multiformats/cid";
import { systemCode } from "../../src/error.ts";
import { matches } from "../../src/store/matches.ts";

const layout = new NextToLast();

/** The file that holds a block. */
export function blockFile(directory: string, cid: string): string {
  const { dir, file } = layout.encode(CID.parse(cid));
  return path.join(directory, "blocks", dir, file);
}

/** Every block on the disk, and those whose bytes do not match their name. */
export async function checkBlocks(directory: string): Promise<{ count: number; damaged: string[] }> {
  const damaged: string[] = [];
  let count = 0;
  for (const entry of await readdir(path.join(directory, "blocks"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    count++;
    const multihash = layoutDigest(entry.name);
    if (!matches(multihash, await readFile(path.join(entry.parentPath, entry.name)))) damaged.push(entry.name);
  }
  return { count, damaged };
}

function layoutDigest(name: string): CID {
  // The name is the multihash in upper-case base32 with its multibase prefix; a raw CIDv1 puts two bytes in front.
  const bytes = base32(name.replace(/\.data$/, "").slice(1));
  return CID.decode(Uint8Array.from([1, 0x55, ...bytes]));
}

function base32(text: string): number[] {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const letter of text) {
    value = (value << 5) | alphabet.indexOf(letter);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >> bits) & 0xff);
      value &= (1 << bits) - 1;
    }
  }
  return bytes;
}

/** Names of all files under a folder; a folder that vanishes while it is read is read again. */
export async function listFiles(directory: string): Promise<string[]> {
  for (;;) {
    try {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    } catch (error) {
      if (systemCode(error) !== "ENOENT") throw error;
    }
  }
}
