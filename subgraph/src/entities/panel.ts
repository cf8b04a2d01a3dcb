import { Address, BigInt, ethereum } from "@graphprotocol/graph-ts";
import { AuditReserve, Panel, Seat } from "../../generated/schema";
import { numberId, seatId } from "../ids";
import { loadCurrency } from "./currency";

/** A panel by its number; null when its opening was not seen. */
export function loadPanel(panelId: BigInt): Panel | null {
  return Panel.load(numberId(panelId));
}

/** A member's seat, the latest: nobody sits in both rounds unless the first one's seating failed. */
export function loadSeat(panel: Panel, member: Address): Seat | null {
  for (let round = panel.round; round >= 0; round--) {
    const seat = Seat.load(seatId(panel.panelId, round, member));
    if (seat != null) return seat;
  }
  return null;
}

/** What is kept for audits in one currency. The caller changes and saves it. */
export function loadReserve(currency: BigInt, event: ethereum.Event): AuditReserve {
  const id = numberId(currency);
  let reserve = AuditReserve.load(id);
  if (reserve == null) {
    reserve = new AuditReserve(id);
    reserve.currency = loadCurrency(currency).id;
    reserve.reserve = BigInt.zero();
    reserve.funded = BigInt.zero();
  }
  reserve.updatedAt = event.block.timestamp;
  return reserve;
}

/**
 * Some of a panel's fee is paid out or goes back to the reserve. All of it is before any reward of the panel is, so what is left of the
 * fee tells one from the other.
 * @returns whether it was of the fee
 */
export function spendFee(panel: Panel, currency: BigInt, amount: BigInt, event: ethereum.Event): boolean {
  const feeCurrency = panel.feeCurrency;
  if (panel.feeLeft.isZero() || feeCurrency === null || feeCurrency != numberId(currency)) return false;
  panel.feeLeft = panel.feeLeft.minus(amount);
  panel.save();
  const reserve = loadReserve(currency, event);
  reserve.funded = reserve.funded.minus(amount);
  reserve.save();
  return true;
}
