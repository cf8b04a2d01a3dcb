import { type Panel, PanelPhase, refereesAbi } from "@blacktail/sdk";
import { type Address, isAddressEqual, parseEventLogs } from "viem";
import type { MinedLog } from "../chain/chainWatcher.ts";

/** A seat, as far as it matters to whoever has it. */
type Seat = { member: Address; committed: boolean; vote: number | undefined };

/** A panel as its events tell it; `members` in the order of their seats, of both rounds. */
export type PanelState = Omit<Panel, "members"> & { members: readonly Seat[] };

export type PanelEvent = ReturnType<typeof panelEvents>[number];

/** The events of panels among logs of Referees. */
export function panelEvents(logs: readonly MinedLog[]) {
  return parseEventLogs({ abi: refereesAbi, logs: [...logs] });
}

/**
 * The panel after an event, as the contract has it. Pure.
 *
 * @returns Undefined when the panel must be known before the event and is not.
 */
export function applyPanelEvent(before: PanelState | undefined, event: PanelEvent): PanelState | undefined {
  if (event.eventName === "PanelOpened") {
    const { panelId, jobId, panel, parties } = event.args;
    return { ...panel, panelId, jobId, parties, members: [] };
  }
  if (before === undefined) return undefined;
  switch (event.eventName) {
    case "Seated":
      return {
        ...before,
        seated: before.seated + 1,
        locked: before.locked + 1,
        members: [...before.members, { member: event.args.member, committed: false, vote: undefined }],
      };
    case "PhaseChanged": {
      const { phase, round, deadline } = event.args;
      const next = round === before.round ? before : redrawn(before, round, event.blockNumber);
      return { ...next, phase, deadline };
    }
    case "Committed":
      return {
        ...before,
        committed: before.committed + 1,
        members: changed(before, event.args.member, { committed: true }),
      };
    case "Revealed": {
      const { member, vote } = event.args;
      return { ...before, revealed: before.revealed + 1, members: changed(before, member, { vote }) };
    }
    case "Decided":
      return { ...before, phase: PanelPhase.Decided, accepted: event.args.accepted, deadline: 0n };
    case "Voided":
      return { ...before, phase: PanelPhase.Void, deadline: 0n };
    default:
      return before;
  }
}

/** The seat that a provider has in the panel's present round. */
export function seatOf({ members, first }: PanelState, provider: Address): Seat | undefined {
  return members.find(({ member }, number) => number >= first && isAddressEqual(member, provider));
}

function redrawn(before: PanelState, round: number, block: bigint): PanelState {
  // Who sat when too few came gives the seat's number back; later failures keep what was said.
  const first = before.phase === PanelPhase.Seating ? before.first : before.first + before.seated;
  const counts = { seated: 0, committed: 0, revealed: 0, locked: 0 };
  const beganBlock = Number(BigInt.asUintN(32, block));
  return { ...before, ...counts, round, first, beganBlock, members: before.members.slice(0, first) };
}

function changed({ members, first }: PanelState, member: Address, change: Partial<Seat>): Seat[] {
  return members.map((seat, number) =>
    number >= first && isAddressEqual(seat.member, member) ? { ...seat, ...change } : seat,
  );
}
