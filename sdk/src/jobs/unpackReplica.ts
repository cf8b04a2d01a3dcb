import type { PackedReplica } from "./packReplica.ts";
import type { Replica } from "./types.ts";
import { addressIn, bitsOf, numberIn } from "./word.ts";

/** What a packed replica says. */
export function unpackReplica({ place, digest }: PackedReplica): Replica {
  return {
    provider: addressIn(place),
    claimer: bitsOf(place, 168, 88),
    revealed: numberIn(place, 160, 8) !== 0,
    digest,
  };
}
