import { encodeAbiParameters, getAbiItem, type Hex, keccak256, zeroHash } from "viem";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import { packReplica } from "./packReplica.ts";
import type { Replica } from "./types.ts";

/** The word that stands for a list of replicas on chain: `keccak256(abi.encode(replicas))`, zero of an empty one. */
export function replicasHash(replicas: readonly Replica[]): Hex {
  if (replicas.length === 0) return zeroHash;
  const [, , parameter] = getAbiItem({ abi: jobEscrowAbi, name: "closeReveals" }).inputs;
  return keccak256(encodeAbiParameters([parameter], [replicas.map(packReplica)]));
}
