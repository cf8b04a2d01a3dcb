import { voteCommitment } from "@blacktail/sdk";
import { type Address, type Hex, isAddressEqual, zeroHash } from "viem";
import { Refused } from "./refused.ts";
import * as stake from "./stake.ts";
import { add, BPS, max, min, type Panel, type Phase, type Seat, type State } from "./state.ts";
import { isTurn, panelSubject } from "./tickets.ts";
import { creditsOf, transfer } from "./vault.ts";

const PHASES: readonly Phase[] = ["Seating", "Committing", "Revealing", "Decided", "Void"];
/** As the chain numbers it. */
export const phaseNumber = (phase: Phase): number => PHASES.indexOf(phase) + 1;

export function panelAt(state: State, panelId: bigint): Panel {
  const panel = state.panels[Number(panelId) - 1];
  if (panel === undefined) throw new Refused("Referees_UnknownPanel", panelId);
  return panel;
}

/** Those of the present round. */
const seated = (panel: Panel): Seat[] => panel.taken.slice(panel.first);
const revealed = (seats: Seat[]): Seat[] => seats.filter(({ vote }) => vote !== undefined);
const committed = (panel: Panel): Seat[] => seated(panel).filter(({ commitment }) => commitment !== undefined);
export const hasEnded = ({ phase }: Panel): boolean => phase === "Decided" || phase === "Void";
export const rejections = ({ taken }: Panel): number =>
  revealed(taken).filter(({ vote = 0 }) => (vote & 1) === 0).length;

/* THE ESCROW */

export function open(
  state: State,
  panel: Pick<Panel, "audit" | "candidates" | "workPeriod" | "parties"> & { stakeLock: bigint },
): Panel {
  const { settings } = state;
  const { stakeLock, ...asked } = panel;
  const opened: Panel = {
    ...asked,
    id: BigInt(state.panels.length) + 1n,
    seats: panel.audit ? settings.auditSeats : settings.refereeSeats,
    phase: "Seating",
    round: 0,
    first: 0,
    taken: [],
    locked: true,
    accepted: 0,
    deadline: state.now + settings.seatPeriod,
    beganBlock: state.block,
    seatLock: max(stakeLock, settings.seatLock),
    judged: false,
    fee: undefined,
  };
  state.panels.push(opened);
  return opened;
}

/** Sets a fee for the work's price aside, as far as the reserve goes. */
export function fundAudit(state: State, panel: Panel, currency: bigint, price: bigint): void {
  const amount = takeFee(state, panel, currency, price);
  add(state.funded, currency, amount);
  panel.fee = { currency, amount };
}

/** Pays referees who cleared a result that auditors had doubted. */
export function fundVerdict(state: State, panel: Panel, currency: bigint, price: bigint): void {
  divide(state, panel, currency, takeFee(state, panel, currency, price));
}

/** Divides what has arrived among the members that voted with the outcome. */
export function reward(state: State, panel: Panel, currency: bigint, amount: bigint): void {
  divide(state, panel, currency, amount);
}

/** Says what auditors should have voted, or that nobody knows; ends the seats of those who came to their reveals. */
export function endAudit(state: State, panel: Panel, outcome: number | undefined): void {
  panel.judged = true;
  if (outcome !== undefined) {
    panel.phase = "Decided";
    panel.accepted = outcome;
  }
  if (panel.locked) endSeats(state, panel, seated(panel), "Revealing", outcome);
  panel.locked = false;
}

/* MEMBERS */

export function sit(state: State, panelId: bigint, member: Address, parties: readonly Address[]): void {
  const panel = panelAt(state, panelId);
  const { phase, deadline, seats, round } = panel;
  if (phase !== "Seating") throw new Refused("Referees_WrongPhase", panelId, phaseNumber(phase));
  if (state.now > deadline) throw new Refused("Referees_DeadlinePassed", panelId, deadline);
  if (parties.join() !== panel.parties.join()) throw new Refused("Referees_PartiesMismatch", panelId);
  const { operator } = stake.poolOf(state, member);
  if (parties.some((party) => isAddressEqual(party, member) || party === operator))
    throw new Refused("Referees_PartyToCase", panelId, member);
  if (panel.taken.some((seat) => seat.member === member)) throw new Refused("Referees_AlreadySeated", panelId, member);
  const { seatPeriod } = state.settings;
  const ticket = {
    began: panel.beganBlock,
    subject: panelSubject(panelId, round),
    provider: member,
    elapsed: state.now + seatPeriod - deadline,
    // Never open to all.
    window: seatPeriod + 1n,
    seats,
  };
  if (!isTurn(state, ticket)) throw new Refused("Referees_NotDrawn", panelId, member);
  stake.lock(state, state.settings.referees, member, panel.seatLock);
  panel.taken.push({ member, commitment: undefined, vote: undefined });
  if (seated(panel).length === seats) enter(state, panel, "Committing");
}

export function commit(state: State, panelId: bigint, member: Address, commitment: Hex): void {
  const panel = inTime(state, panelId, "Committing");
  if (commitment === zeroHash) throw new Refused("Referees_ZeroCommitment", panelId);
  const seat = seatOf(panel, member);
  if (seat.commitment !== undefined) throw new Refused("Referees_AlreadyCommitted", panelId, member);
  if (state.caller !== member && state.caller !== stake.poolOf(state, member).operator)
    throw new Refused("Referees_NotOperator", member, state.caller);
  seat.commitment = commitment;
  if (committed(panel).length === seated(panel).length) enter(state, panel, "Revealing");
}

export function reveal(state: State, panelId: bigint, member: Address, vote: number, reason: Hex, salt: Hex): void {
  const panel = inTime(state, panelId, "Revealing");
  const seat = seatOf(panel, member);
  if (seat.vote !== undefined) throw new Refused("Referees_AlreadyRevealed", panelId, member);
  if (voteCommitment({ panelId, member, vote, reason, salt }) !== seat.commitment)
    throw new Refused("Referees_WrongReveal", panelId, member);
  if (vote >> panel.candidates !== 0) throw new Refused("Referees_VoteOutOfRange", panelId, vote);
  seat.vote = vote;
}

/* ANYONE */

export function advance(state: State, panelId: bigint): void {
  const panel = panelAt(state, panelId);
  const { phase, deadline } = panel;
  if (hasEnded(panel)) throw new Refused("Referees_WrongPhase", panelId, phaseNumber(phase));
  const votes = revealed(seated(panel));
  const complete = phase === "Revealing" && votes.length === committed(panel).length;
  if (!complete && state.now <= deadline) throw new Refused("Referees_DeadlineNotPassed", panelId, deadline);

  if (phase === "Revealing") {
    const outcome = counted(panel);
    const doubted = votes.some(({ vote }) => vote !== (1 << panel.candidates) - 1);
    if (outcome !== undefined || (panel.audit && doubted)) end(state, panel, outcome);
    else fail(state, panel);
    return;
  }
  const attending = phase === "Seating" ? seated(panel) : committed(panel);
  if (2 * attending.length > panel.seats) enter(state, panel, phase === "Seating" ? "Committing" : "Revealing");
  else fail(state, panel);
}

export function sweep(state: State, currency: bigint): void {
  const { referees, treasury, auditShareBps } = state.settings;
  const kept = (state.reserves.get(currency) ?? 0n) + (state.funded.get(currency) ?? 0n);
  const arrived = creditsOf(state, referees, currency) - kept;
  const toReserve = (arrived * auditShareBps) / BPS;
  add(state.reserves, currency, toReserve);
  transfer(state, referees, treasury, currency, arrived - toReserve);
}

/* INTERNAL */

function inTime(state: State, panelId: bigint, phase: Phase): Panel {
  const panel = panelAt(state, panelId);
  if (panel.phase !== phase) throw new Refused("Referees_WrongPhase", panelId, phaseNumber(panel.phase));
  if (state.now > panel.deadline) throw new Refused("Referees_DeadlinePassed", panelId, panel.deadline);
  return panel;
}

function seatOf(panel: Panel, member: Address): Seat {
  const seat = seated(panel).find((each) => each.member === member);
  if (seat === undefined) throw new Refused("Referees_NotSeated", panel.id, member);
  return seat;
}

function enter({ now, settings }: State, panel: Panel, phase: "Seating" | "Committing" | "Revealing"): void {
  const { seatPeriod, commitPeriod, revealPeriod } = settings;
  const periods = {
    Seating: seatPeriod,
    Committing: commitPeriod + BigInt(panel.workPeriod),
    Revealing: revealPeriod,
  };
  panel.phase = phase;
  panel.deadline = now + periods[phase];
}

/** Which candidates the majority accepts; undefined when too few voted, or a candidate has as many votes for as against it. */
function counted(panel: Panel): number | undefined {
  const votes = revealed(seated(panel)).map(({ vote = 0 }) => vote);
  if (2 * votes.length <= panel.seats) return undefined;
  let accepted = 0;
  for (let bit = 1; bit < 1 << panel.candidates; bit <<= 1) {
    const inFavour = votes.filter((vote) => (vote & bit) !== 0).length;
    if (2 * inFavour === votes.length) return undefined;
    if (2 * inFavour > votes.length) accepted |= bit;
  }
  return accepted;
}

/** Drawn again, once. Who sat in vain because too few came may sit again. */
function fail(state: State, panel: Panel): void {
  if (panel.round !== 0) {
    end(state, panel, undefined);
    return;
  }
  const { phase } = panel;
  const seats = seated(panel);
  if (phase === "Seating") panel.taken = panel.taken.slice(0, panel.first);
  else panel.first = panel.taken.length;
  panel.round = 1;
  panel.beganBlock = state.block;
  enter(state, panel, "Seating");
  endSeats(state, panel, seats, phase, undefined);
}

function end(state: State, panel: Panel, outcome: number | undefined): void {
  const { phase, fee } = panel;
  panel.phase = outcome === undefined ? "Void" : "Decided";
  panel.accepted = outcome ?? 0;
  panel.deadline = 0n;
  // Auditors who came to their reveals wait for what the escrow says.
  if (!panel.audit || phase !== "Revealing") {
    endSeats(state, panel, seated(panel), phase, outcome);
    panel.locked = false;
  }
  if (!panel.audit || fee === undefined || fee.amount === 0n) return;
  const members = revealed(panel.taken);
  const part = fee.amount / BigInt(Math.max(panel.seats, members.length));
  panel.fee = undefined;
  add(state.funded, fee.currency, -fee.amount);
  payEach(state, members, fee.currency, part);
  add(state.reserves, fee.currency, fee.amount - part * BigInt(members.length));
}

/** Number of bits that are set. */
function bits(word: number): bigint {
  return word === 0 ? 0n : BigInt(word & 1) + bits(word >> 1);
}

/** Slashes who missed what was due in the phase that ended, or voted otherwise than the outcome for some candidates; frees the rest. */
function endSeats(state: State, panel: Panel, seats: Seat[], phase: Phase, outcome: number | undefined): void {
  const { referees, absentBps, minorityBps } = state.settings;
  for (const { member, commitment, vote } of seats) {
    const absent = phase === "Revealing" ? vote === undefined : phase === "Committing" && commitment === undefined;
    const wrong = outcome === undefined ? 0n : bits((vote ?? 0) ^ outcome);
    const slashed = (panel.seatLock * (absent ? absentBps : (minorityBps * wrong) / BigInt(panel.candidates))) / BPS;
    if (slashed !== 0n) stake.slash(state, referees, member, slashed, []);
    stake.unlock(state, referees, member, panel.seatLock - slashed, 0n);
  }
}

function takeFee(state: State, panel: Panel, currency: bigint, price: bigint): bigint {
  const wanted = (price * state.settings.auditFeeBps * BigInt(panel.seats)) / BPS;
  const fee = min(wanted, state.reserves.get(currency) ?? 0n);
  add(state.reserves, currency, -fee);
  return fee;
}

function divide(state: State, panel: Panel, currency: bigint, amount: bigint): void {
  const winners = panel.phase === "Decided" ? panel.taken.filter(({ vote }) => vote === panel.accepted) : [];
  const part = winners.length === 0 ? 0n : amount / BigInt(winners.length);
  add(state.reserves, currency, amount - part * BigInt(winners.length));
  payEach(state, winners, currency, part);
}

function payEach(state: State, members: Seat[], currency: bigint, part: bigint): void {
  const { referees } = state.settings;
  if (part === 0n) return;
  for (const { member } of members) {
    const shared = stake.unlock(state, referees, member, 0n, currency);
    stake.pay(state, referees, member, currency, part, shared);
  }
}
