import { Address, BigInt } from "@graphprotocol/graph-ts";
import { LicenceGranted, LicenceSold, OfferChanged } from "../../generated/Licences/Licences";
import { Licence, LicenceSale, Model, Offer } from "../../generated/schema";
import { loadAccount } from "../entities/account";
import { treasuryAddress } from "../entities/context";
import { loadCurrency } from "../entities/currency";
import { Payments } from "../entities/payment";
import { loadProtocol } from "../entities/protocol";
import { addVolume, MARKET } from "../entities/volume";
import { eventId, licenceId, numberId, offerId } from "../ids";

const ONE = BigInt.fromI32(1);
/** A use price that means: not for use without a licence. */
const NOT_FOR_USE = ONE.leftShift(128).minus(ONE);
/** A licence's expiry that means: for ever. */
const FOR_EVER = ONE.leftShift(64).minus(ONE);

export function handleOfferChanged(event: OfferChanged): void {
  const params = event.params;
  const model = Model.load(numberId(params.modelId));
  if (model == null) return;
  const offer = new Offer(offerId(model.tenure, params.currency));
  offer.tenure = model.tenure;
  offer.model = model.id;
  offer.owner = loadAccount(params.owner, event).id;
  offer.currency = loadCurrency(params.currency).id;
  offer.usePrice = params.offer.usePrice == NOT_FOR_USE ? null : params.offer.usePrice;
  offer.licencePrice = params.offer.licencePrice;
  offer.duration = params.offer.duration;
  offer.updatedAt = event.block.timestamp;
  offer.save();
}

export function handleLicenceGranted(event: LicenceGranted): void {
  const params = event.params;
  const id = licenceId(params.modelId, params.holder);
  let licence = Licence.load(id);
  if (licence == null) {
    licence = new Licence(id);
    licence.model = numberId(params.modelId);
    licence.holder = loadAccount(params.holder, event).id;
    licence.since = event.block.timestamp;
  }
  licence.expires = params.expires == FOR_EVER ? null : params.expires;
  licence.updatedAt = event.block.timestamp;
  licence.save();
}

export function handleLicenceSold(event: LicenceSold): void {
  const params = event.params;
  const model = Model.load(numberId(params.modelId));
  if (model == null) return;
  const proceeds = params.price.minus(params.fee).minus(params.royalty);
  const sale = new LicenceSale(eventId(event));
  sale.licence = licenceId(params.modelId, params.holder);
  sale.model = model.id;
  sale.holder = loadAccount(params.holder, event).id;
  sale.buyer = loadAccount(params.buyer, event).id;
  sale.owner = model.owner;
  sale.currency = loadCurrency(params.currency).id;
  sale.price = params.price;
  sale.proceeds = proceeds;
  sale.fee = params.fee;
  sale.royalty = params.royalty;
  sale.blockNumber = event.block.number;
  sale.timestamp = event.block.timestamp;
  sale.transaction = event.transaction.hash;
  sale.save();
  model.licenceCount += 1;
  model.save();
  const protocol = loadProtocol(event);
  protocol.licenceSales += 1;
  protocol.save();

  const payments = new Payments(event);
  payments.licenceSale = sale.id;
  payments.model = model.id;
  payments.add("LicenceProceeds", params.buyer, Address.fromBytes(model.owner), params.currency, proceeds);
  payments.add("LicenceFee", params.buyer, treasuryAddress(), params.currency, params.fee);
  payments.add("LicenceRoyalty", params.buyer, Address.fromBytes(model.creator), params.currency, params.royalty);
  addVolume(MARKET, params.currency, params.price, params.fee, params.royalty);
}
