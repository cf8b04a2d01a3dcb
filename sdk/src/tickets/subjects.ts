import { encodeAbiParameters, type Hex, keccak256, stringToHex } from "viem";

/** What tickets to claim a job's stage are for. */
export function stageSubject(jobId: bigint, stage: number): Hex {
  const types = [{ type: "bytes32" }, { type: "uint256" }, { type: "uint256" }] as const;
  return keccak256(encodeAbiParameters(types, [stringToHex("stage", { size: 32 }), jobId, BigInt(stage)]));
}

/** What tickets to sit on a panel of auditors or referees are for. */
export function panelSubject(panelId: bigint, round: number): Hex {
  const types = [{ type: "string" }, { type: "uint256" }, { type: "uint8" }] as const;
  return keccak256(encodeAbiParameters(types, ["panel", panelId, round]));
}
