import { Address, BigInt, ethereum } from "@graphprotocol/graph-ts";
import { Earning } from "../../generated/schema";
import { accountCurrencyId } from "../ids";
import { loadCurrency } from "./currency";

/** What a provider earned in one currency. The caller changes and saves it. */
export function loadEarning(provider: Address, currency: BigInt, event: ethereum.Event): Earning {
  const id = accountCurrencyId(provider, currency);
  let earning = Earning.load(id);
  if (earning == null) {
    earning = new Earning(id);
    earning.provider = provider;
    earning.currency = loadCurrency(currency).id;
    earning.amount = BigInt.zero();
    earning.fromPanels = BigInt.zero();
    earning.shared = BigInt.zero();
    earning.stages = 0;
  }
  earning.updatedAt = event.block.timestamp;
  return earning;
}
