import { encodeAbiParameters, getAbiItem, type Hex, keccak256, zeroHash } from "viem";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import type { Dispute } from "./types.ts";

/** The word that stands for a dispute on chain: `keccak256(abi.encode(dispute))`, zero without one. */
export function disputeHash(dispute: Dispute | undefined): Hex {
  if (dispute === undefined) return zeroHash;
  const [, , , parameter] = getAbiItem({ abi: jobEscrowAbi, name: "conclude" }).inputs;
  return keccak256(encodeAbiParameters([parameter], [dispute]));
}
