import { type Address, encodeAbiParameters, type Hex, keccak256, stringToHex, zeroHash } from "viem";
import { ticketWeight } from "./stake.ts";
import type { State } from "./state.ts";

const PACE = 8n;

/** Hash of the block after the one in which something began; zero while that is not known. */
function seedOf(state: State, began: bigint): Hex {
  return state.block < began + 2n ? zeroHash : (state.hashes.get(began + 1n) ?? zeroHash);
}

/** Whether a ticket's turn has come after so many seconds of a window. `seats`: by how much its chance is greater. */
export function isTurn(
  state: State,
  ticket: { began: bigint; subject: Hex; provider: Address; elapsed: bigint; window: bigint; seats?: number },
): boolean {
  const { began, subject, provider, elapsed, window, seats = 1 } = ticket;
  if (elapsed >= window) return true;
  const seed = seedOf(state, began);
  const { weight, total } = ticketWeight(state, provider);
  if (seed === zeroHash || weight === 0n || total === 0n) return false;
  const types = [{ type: "bytes32" }, { type: "bytes32" }, { type: "address" }] as const;
  const number = BigInt(keccak256(encodeAbiParameters(types, [seed, subject, provider]))) >> 192n;
  const chance = PACE * elapsed * weight * BigInt(seats);
  const whole = window * total;
  return chance >= whole || number < (chance << 64n) / whole;
}

export function stageSubject(jobId: bigint, stage: number): Hex {
  const types = [{ type: "bytes32" }, { type: "uint256" }, { type: "uint256" }] as const;
  return keccak256(encodeAbiParameters(types, [stringToHex("stage", { size: 32 }), jobId, BigInt(stage)]));
}

export function panelSubject(panelId: bigint, round: number): Hex {
  const types = [{ type: "string" }, { type: "uint256" }, { type: "uint8" }] as const;
  return keccak256(encodeAbiParameters(types, ["panel", panelId, round]));
}

/** Whether a result of this stage is audited, with a chance in basis points. */
export function isDrawn(state: State, job: { id: bigint; stage: number; block: number; auditBps: number }): boolean {
  const seed = seedOf(state, BigInt(job.block));
  if (seed === zeroHash) return false;
  const types = [{ type: "bytes32" }, { type: "bytes32" }, { type: "uint256" }, { type: "uint256" }] as const;
  const words = [seed, stringToHex("audit", { size: 32 }), job.id, BigInt(job.stage)] as const;
  return BigInt(keccak256(encodeAbiParameters(types, words))) % 100_000_000n < BigInt(job.auditBps) * 10_000n;
}
