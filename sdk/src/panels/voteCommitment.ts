import { type Address, encodeAbiParameters, type Hex, keccak256 } from "viem";

export type Vote = {
  panelId: bigint;
  /** The provider that has the seat. */
  member: Address;
  /** Bit i: result i is acceptable. */
  vote: number;
  /** Digest of a document that says how the vote was reached; zero for none. */
  reason: Hex;
  /** 32 random bytes. Warning: a salt that can be guessed gives the vote away. */
  salt: Hex;
};

const PARAMETERS = ["uint256", "address", "uint16", "bytes32", "bytes32"].map((type) => ({ type }));

/** What an auditor or referee commits to before all reveal, as `Referees.commitmentOf`. */
export function voteCommitment({ panelId, member, vote, reason, salt }: Vote): Hex {
  return keccak256(encodeAbiParameters(PARAMETERS, [panelId, member, vote, reason, salt]));
}
