import type { Address, ContractFunctionReturnType } from "viem";
import type { refereesAbi } from "../generated/abi/Referees.ts";

/** Where a panel stands. `Decided` and `Void` are its end. Mirrors Solidity's `Phase`. */
export const PanelPhase = { None: 0, Seating: 1, Committing: 2, Revealing: 3, Decided: 4, Void: 5 } as const;
export type PanelPhase = (typeof PanelPhase)[keyof typeof PanelPhase];

/** A panel of auditors or referees; what is not said here says Solidity's `IReferees.Panel`. */
export type Panel = ContractFunctionReturnType<typeof refereesAbi, "view", "panelOf"> & {
  panelId: bigint;
  jobId: bigint;
  /** Who may not sit, in the order in which `sit` wants to be told. */
  parties: readonly Address[];
  /** In the order of their seats, of both rounds: those before `first` are of the round before. `vote`: undefined until revealed. */
  members: readonly { member: Address; vote: number | undefined }[];
};

const NAMES = Object.keys(PanelPhase);

/** `panelPhaseName(1)` is "Seating"; a number that is no phase is "None". */
export function panelPhaseName(phase: number): string {
  return NAMES[phase] ?? "None";
}
