import { BigInt } from "@graphprotocol/graph-ts";
import { VolumePoint } from "../../generated/schema";
import { loadCurrency } from "./currency";

export const MARKET = "Market";
export const COMPUTE = "Compute";

/** Counts one sale, paid result or paid use of a model in the currency's totals and in the time series. */
export function addVolume(service: string, currencyId: BigInt, price: BigInt, fee: BigInt, royalty: BigInt): void {
  const currency = loadCurrency(currencyId);
  if (service == MARKET) currency.marketVolume = currency.marketVolume.plus(price);
  else currency.computeVolume = currency.computeVolume.plus(price);
  currency.fees = currency.fees.plus(fee);
  currency.royalties = currency.royalties.plus(royalty);
  currency.save();

  // The store numbers points itself and stamps them with the block's time.
  const point = new VolumePoint(0);
  point.service = service;
  point.currency = currency.id;
  point.amount = price;
  point.fee = fee;
  point.royalty = royalty;
  point.save();
}
