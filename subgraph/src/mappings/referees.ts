import { BigInt, Bytes, ethereum } from "@graphprotocol/graph-ts";
import {
  AuthorityUpdated,
  Committed,
  Decided,
  ModuleChanged,
  PanelOpened,
  ParametersChanged,
  PhaseChanged,
  Revealed,
  Seated,
  Voided,
} from "../../generated/Referees/Referees";
import { Job, Panel, PanelModule, PanelRule, Seat } from "../../generated/schema";
import { cidOf } from "../cid";
import { setAuthority } from "../entities/access";
import { beginLock } from "../entities/lock";
import { loadPanel, loadSeat } from "../entities/panel";
import { loadProvider } from "../entities/provider";
import { numberId, seatId } from "../ids";
import { bitsAt, NO_DIGEST } from "../words";

export { handleAuditFunded, handleMemberPaid, handleReserved, handleSeatEnded, handleSwept } from "./panelMoney";

const PHASES = ["None", "Seating", "Committing", "Revealing", "Decided", "Void"];

export function handlePanelOpened(event: PanelOpened): void {
  const given = event.params.panel;
  const panel = new Panel(numberId(event.params.panelId));
  panel.panelId = event.params.panelId;
  panel.module = event.params.module;
  panel.job = numberId(event.params.jobId);
  const job = Job.load(panel.job);
  panel.stage = job == null ? 0 : job.stage;
  panel.audit = given.audit;
  panel.phase = PHASES[given.phase];
  panel.deadline = given.deadline;
  panel.seats = given.seats;
  panel.candidates = given.candidates;
  panel.round = given.round;
  panel.first = given.first;
  panel.seated = given.seated;
  panel.committed = given.committed;
  panel.revealed = given.revealed;
  panel.locked = given.locked;
  panel.accepted = given.accepted;
  panel.beganBlock = given.beganBlock;
  panel.workPeriod = given.workPeriod;
  panel.seatLock = given.seatLock;
  panel.version = given.version;
  panel.rule = given.version.toString();
  panel.judged = given.judged;
  const parties: Bytes[] = [];
  for (let i = 0; i < event.params.parties.length; i++) parties.push(event.params.parties[i]);
  panel.parties = parties;
  panel.fee = BigInt.zero();
  panel.feeLeft = BigInt.zero();
  panel.rejections = new Array<i32>(given.candidates).fill(0);
  panel.openedAt = event.block.timestamp;
  panel.openedTx = event.transaction.hash;
  panel.phaseSince = event.block.timestamp;
  panel.updatedAt = event.block.timestamp;
  panel.save();
}

export function handleSeated(event: Seated): void {
  const panel = loadPanel(event.params.panelId);
  if (panel == null) return;
  const member = loadProvider(event.params.member, event);
  member.seatsTaken += 1;
  member.save();

  const seat = new Seat(seatId(panel.panelId, panel.round, event.params.member));
  seat.panel = panel.id;
  seat.member = member.id;
  seat.round = panel.round;
  seat.number = event.params.seat;
  seat.state = "Seated";
  seat.slashed = BigInt.zero();
  seat.seatedAt = event.block.timestamp;
  seat.seatedTx = event.transaction.hash;
  const lock = beginLock(seat.id, event.params.member, panel.seatLock, panel.job, event);
  lock.seat = seat.id;
  lock.panel = panel.id;
  lock.save();
  seat.lock = lock.id;
  seat.save();

  panel.seated += 1;
  panel.locked += 1;
  panel.updatedAt = event.block.timestamp;
  panel.save();
}

export function handlePhaseChanged(event: PhaseChanged): void {
  const panel = loadPanel(event.params.panelId);
  if (panel == null) return;
  if (event.params.round != panel.round) drawAgain(panel, event);
  panel.phase = PHASES[event.params.phase];
  panel.deadline = event.params.deadline;
  panel.phaseSince = event.block.timestamp;
  panel.updatedAt = event.block.timestamp;
  panel.save();
}

/** Too few took part, or they were divided: seats of a seating that failed are taken again. Which seats end, events of theirs tell. */
function drawAgain(panel: Panel, event: PhaseChanged): void {
  if (panel.phase != "Seating") panel.first += panel.seated;
  panel.seated = 0;
  panel.committed = 0;
  panel.revealed = 0;
  panel.round = event.params.round;
  panel.beganBlock = bitsAt(event.block.number, 0, 32);
}

export function handleCommitted(event: Committed): void {
  const panel = loadPanel(event.params.panelId);
  if (panel == null) return;
  const seat = loadSeat(panel, event.params.member);
  if (seat == null) return;
  seat.state = "Committed";
  seat.committedAt = event.block.timestamp;
  seat.committedTx = event.transaction.hash;
  seat.save();
  panel.committed += 1;
  panel.updatedAt = event.block.timestamp;
  panel.save();
}

export function handleRevealed(event: Revealed): void {
  const panel = loadPanel(event.params.panelId);
  if (panel == null) return;
  const seat = loadSeat(panel, event.params.member);
  if (seat == null) return;
  seat.state = "Revealed";
  seat.vote = event.params.vote;
  seat.reason = event.params.reason;
  if (event.params.reason != NO_DIGEST) seat.reasonCid = cidOf(event.params.reason);
  seat.revealedAt = event.block.timestamp;
  seat.revealedTx = event.transaction.hash;
  seat.save();
  panel.revealed += 1;
  const rejections = panel.rejections;
  for (let i = 0; i < panel.candidates; i++) if (((event.params.vote >> i) & 1) == 0) rejections[i] += 1;
  panel.rejections = rejections;
  panel.updatedAt = event.block.timestamp;
  panel.save();
}

export function handleDecided(event: Decided): void {
  const panel = loadPanel(event.params.panelId);
  if (panel == null) return;
  panel.accepted = event.params.accepted;
  end(panel, "Decided", event);
}

export function handleVoided(event: Voided): void {
  const panel = loadPanel(event.params.panelId);
  if (panel != null) end(panel, "Void", event);
}

/** Auditors may be told an outcome after their panel ended, by the escrow that learned better. */
function end(panel: Panel, phase: string, event: ethereum.Event): void {
  panel.phase = phase;
  panel.deadline = BigInt.zero();
  panel.updatedAt = event.block.timestamp;
  if (panel.endedAt === null) {
    panel.phaseSince = event.block.timestamp;
    panel.endedAt = event.block.timestamp;
    panel.endedTx = event.transaction.hash;
  }
  panel.save();
}

export function handleParametersChanged(event: ParametersChanged): void {
  const given = event.params.parameters;
  const rule = new PanelRule(event.params.version.toString());
  rule.version = event.params.version;
  rule.seatPeriod = given.seatPeriod;
  rule.commitPeriod = given.commitPeriod;
  rule.revealPeriod = given.revealPeriod;
  rule.refereeSeats = given.refereeSeats;
  rule.auditSeats = given.auditSeats;
  rule.absentBps = given.absentBps;
  rule.minorityBps = given.minorityBps;
  rule.seatLock = given.seatLock;
  rule.auditShareBps = given.auditShareBps;
  rule.auditFeeBps = given.auditFeeBps;
  rule.timestamp = event.block.timestamp;
  rule.save();
}

export function handleModuleChanged(event: ModuleChanged): void {
  const module = new PanelModule(event.params.module);
  module.allowed = event.params.allowed;
  module.updatedAt = event.block.timestamp;
  module.save();
}

export function handleAuthorityUpdated(event: AuthorityUpdated): void {
  setAuthority(event.address, event.params.authority);
}
