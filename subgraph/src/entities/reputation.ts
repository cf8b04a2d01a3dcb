import { Address, BigInt, Bytes, crypto } from "@graphprotocol/graph-ts";
import { Provider } from "../../generated/schema";
import { addressWord } from "../ids";

/** Bits of the sketch; see Solidity's `Sketch`. */
const SIZE = 152;

/** A requester whose job was paid counts for the provider, once; not for itself. */
export function addCustomer(provider: Provider, customer: Address): void {
  if (customer == provider.id) return;
  const pair = addressWord(customer).concat(addressWord(Address.fromBytes(provider.id)));
  const hash = changetype<Bytes>(Bytes.fromByteArray(crypto.keccak256(pair)).reverse());
  const place = BigInt.fromUnsignedBytes(hash).mod(BigInt.fromI32(SIZE)).toI32();
  const bit = BigInt.fromI32(1).leftShift(<u8>place);
  if (!provider.customers.bitAnd(bit).isZero()) return;
  provider.customers = provider.customers.plus(bit);
  provider.reputation += 1;
}

/** A slash ends what a provider had. */
export function forgetCustomers(provider: Provider): void {
  provider.customers = BigInt.zero();
  provider.reputation = 0;
}
