import { AuditFunded, MemberPaid, Reserved, SeatEnded, Swept } from "../../generated/Referees/Referees";
import { Reward } from "../../generated/schema";
import { blackAddress, treasuryAddress } from "../entities/context";
import { currencyIdOf, loadCurrency } from "../entities/currency";
import { loadEarning } from "../entities/earning";
import { endLock } from "../entities/lock";
import { loadPanel, loadReserve, loadSeat, spendFee } from "../entities/panel";
import { Payments } from "../entities/payment";
import { loadProvider } from "../entities/provider";
import { newSlash } from "../entities/slash";
import { eventId } from "../ids";

export function handleSeatEnded(event: SeatEnded): void {
  const params = event.params;
  const panel = loadPanel(params.panelId);
  if (panel == null) return;
  const seat = loadSeat(panel, params.member);
  if (seat == null) return;
  const voted = seat.revealedAt !== null;
  seat.state = "Ended";
  seat.slashed = params.slashed;
  seat.endedAt = event.block.timestamp;
  seat.endedTx = event.transaction.hash;
  seat.save();
  panel.locked -= 1;
  panel.updatedAt = event.block.timestamp;
  panel.save();
  endLock(seat.lock, params.slashed, event);
  if (params.slashed.isZero()) return;

  const reason = voted ? "MinorityVote" : "AbsentMember";
  const slash = newSlash(params.member, reason, params.slashed, seat.lock, panel.job, event);
  slash.panel = panel.id;
  slash.seat = seat.id;
  slash.save();
  const member = loadProvider(params.member, event);
  member.seatsSlashed += 1;
  member.save();
  const payments = new Payments(event);
  payments.job = panel.job;
  payments.stage = panel.stage;
  payments.panel = panel.id;
  payments.add("SlashBurned", params.member, null, currencyIdOf(blackAddress()), params.slashed);
}

export function handleAuditFunded(event: AuditFunded): void {
  const panel = loadPanel(event.params.panelId);
  if (panel == null) return;
  const fee = event.params.fee;
  const reserve = loadReserve(event.params.currency, event);
  reserve.reserve = reserve.reserve.minus(fee);
  reserve.funded = reserve.funded.plus(fee);
  reserve.save();
  // Referees are paid out of the reserve once, those who cleared what auditors had rejected.
  if (!panel.audit) panel.judged = true;
  panel.feeCurrency = loadCurrency(event.params.currency).id;
  panel.fee = fee;
  panel.feeLeft = fee;
  panel.updatedAt = event.block.timestamp;
  panel.save();
}

export function handleReserved(event: Reserved): void {
  const panel = loadPanel(event.params.panelId);
  if (panel == null) return;
  spendFee(panel, event.params.currency, event.params.amount, event);
  const reserve = loadReserve(event.params.currency, event);
  reserve.reserve = reserve.reserve.plus(event.params.amount);
  reserve.save();
}

export function handleMemberPaid(event: MemberPaid): void {
  const params = event.params;
  const panel = loadPanel(params.panelId);
  if (panel == null) return;
  const seat = loadSeat(panel, params.member);
  if (seat == null) return;
  const reward = new Reward(eventId(event));
  reward.seat = seat.id;
  reward.panel = panel.id;
  reward.member = seat.member;
  reward.currency = loadCurrency(params.currency).id;
  reward.amount = params.amount;
  reward.ofFee = spendFee(panel, params.currency, params.amount, event);
  reward.blockNumber = event.block.number;
  reward.timestamp = event.block.timestamp;
  reward.transaction = event.transaction.hash;
  reward.save();

  const earning = loadEarning(params.member, params.currency, event);
  earning.amount = earning.amount.plus(params.amount);
  earning.fromPanels = earning.fromPanels.plus(params.amount);
  earning.save();
  const payments = new Payments(event);
  payments.job = panel.job;
  payments.stage = panel.stage;
  payments.panel = panel.id;
  payments.add("PanelPay", event.address, params.member, params.currency, params.amount);
}

export function handleSwept(event: Swept): void {
  const params = event.params;
  const reserve = loadReserve(params.currency, event);
  reserve.reserve = reserve.reserve.plus(params.toReserve);
  reserve.save();
  new Payments(event).add("ComputeFeesSwept", event.address, treasuryAddress(), params.currency, params.toTreasury);
}
