import { encodeAbiParameters, getAbiItem, type Hex, keccak256 } from "viem";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import { packJob } from "./packJob.ts";
import type { Job } from "./types.ts";

/**
 * The word that stands for a job on chain: `keccak256(abi.encode(job))`, as Solidity's `JobLibrary.hash`.
 *
 * @example
 * jobHash(job) === (await publicClient.readContract({ address: escrow, abi: jobEscrowAbi, functionName: "jobHash", args: [1n] }));
 */
export function jobHash(job: Job): Hex {
  const [, parameter] = getAbiItem({ abi: jobEscrowAbi, name: "cancel" }).inputs;
  return keccak256(encodeAbiParameters([parameter], [packJob(job)]));
}
