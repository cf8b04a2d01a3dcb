import { Address, BigInt, Bytes } from "@graphprotocol/graph-ts";
import { Currency } from "../../generated/schema";
import { numberId, word } from "../ids";

const MAX_ADDRESS = BigInt.fromI32(1).leftShift(160).minus(BigInt.fromI32(1));

/** The currency of an id, saved already when it is new. */
export function loadCurrency(id: BigInt): Currency {
  let currency = Currency.load(numberId(id));
  if (currency == null) {
    currency = new Currency(numberId(id));
    if (id.isZero()) {
      currency.symbol = "ETH";
      currency.decimals = 18;
    } else if (id.le(MAX_ADDRESS)) {
      // Anyone may approve or move nothing of any id, so ids that are no address do turn up.
      currency.token = Bytes.fromUint8Array(word(id).subarray(12));
    }
    currency.credits = BigInt.zero();
    currency.deposited = BigInt.zero();
    currency.withdrawn = BigInt.zero();
    currency.marketVolume = BigInt.zero();
    currency.computeVolume = BigInt.zero();
    currency.fees = BigInt.zero();
    currency.royalties = BigInt.zero();
    currency.uncollectedFees = BigInt.zero();
    currency.save();
  }
  return currency;
}

/** The id of a token's credits. */
export function currencyIdOf(token: Address): BigInt {
  return BigInt.fromUnsignedBytes(changetype<Bytes>(Bytes.fromUint8Array(token).reverse()));
}
