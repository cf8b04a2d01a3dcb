import { type Hex, zeroHash } from "viem";
import type { Replica } from "./types.ts";

/** The output that all replicas revealed; zero while one has not, or another one differs. */
export function agreedOutput(replicas: readonly Replica[]): Hex {
  const [first] = replicas;
  if (first === undefined) return zeroHash;
  const agreed = replicas.every(({ revealed, digest }) => revealed && digest === first.digest);
  return agreed ? first.digest : zeroHash;
}
