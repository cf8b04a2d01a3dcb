import type { Hex } from "viem";
import type { Replica } from "./types.ts";
import { packWord } from "./word.ts";

/** Mirrors Solidity's `Replica`. */
export type PackedReplica = { place: bigint; digest: Hex };

/** A replica in the form that the escrow wants. */
export function packReplica({ provider, claimer, revealed, digest }: Replica): PackedReplica {
  const place = packWord([
    ["provider", 160, BigInt(provider)],
    ["revealed", 8, revealed ? 1 : 0],
    ["claimer", 88, claimer],
  ]);
  return { place, digest };
}
