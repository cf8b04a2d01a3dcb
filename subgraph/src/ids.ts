// Every id of the schema is built here, so that two mappings can never name one entity differently.
import { Address, BigInt, Bytes, ethereum } from "@graphprotocol/graph-ts";

/** The id of `Protocol`. */
export const PROTOCOL = "blacktail";

/** A 256-bit number as 32 bytes, most significant first, as the chain writes it. */
export function word(value: BigInt): Bytes {
  const bytes = new Bytes(32);
  // BigInt holds its bytes least significant first, with one more for the sign where the top bit is set.
  const length = value.length < 32 ? value.length : 32;
  for (let i = 0; i < length; i++) bytes[31 - i] = value[i];
  for (let i = 0; i < 32 - length; i++) bytes[i] = 0;
  return bytes;
}

/** An address as 32 bytes, as the chain writes it in a list of arguments. */
export function addressWord(address: Address): Bytes {
  return Bytes.fromUint8Array(new Uint8Array(12)).concat(address);
}

/** Record of one event: transaction hash, log index. */
export function eventId(event: ethereum.Event): Bytes {
  return event.transaction.hash.concatI32(event.logIndex.toI32());
}

/** One of several records of one event. */
export function partId(event: ethereum.Event, part: i32): Bytes {
  return eventId(event).concatI32(part);
}

/** Anything counted by token id, job id, currency id, role or service number: its decimal form. */
export function numberId(value: BigInt): string {
  return value.toString();
}

/** A relation of two addresses: owner and spender, owner and operator, provider and holder, verifier and provider. */
export function pairId(first: Address, second: Address): Bytes {
  return first.concat(second);
}

/** An account, or a provider, in a currency. */
export function accountCurrencyId(account: Address, currency: BigInt): Bytes {
  return account.concat(word(currency));
}

/** A spender's allowance of one currency. */
export function creditAllowanceId(owner: Address, spender: Address, currency: BigInt): Bytes {
  return owner.concat(spender).concat(word(currency));
}

/** A signed transfer: authorizer, nonce. */
export function authorizationId(authorizer: Address, nonce: Bytes): Bytes {
  return authorizer.concat(nonce);
}

/** A version of a model. */
export function versionId(tokenId: BigInt, version: i32): string {
  return tokenId.toString() + "-" + version.toString();
}

/** A figure of a model card. */
export function metricId(cid: string, index: i32): string {
  return cid + "-" + index.toString();
}

/** A member of a role. */
export function roleMemberId(role: BigInt, account: Address): string {
  return role.toString() + "-" + account.toHexString();
}

/** The role that a contract's function demands. */
export function functionRoleId(target: Address, selector: Bytes): Bytes {
  return target.concat(selector);
}

/** A scheduled operation. */
export function operationId(operation: Bytes, nonce: BigInt): Bytes {
  return operation.concat(Bytes.fromUint8Array(word(nonce).subarray(28)));
}

/** A stage of a job. */
export function stageId(job: string, stage: i32): string {
  return job + "-" + stage.toString();
}

/** A member's seat on a panel in one round of its draw. */
export function seatId(panel: BigInt, round: i32, member: Address): Bytes {
  return word(panel).concatI32(round).concat(member);
}

/** What one event did to one provider's stake. */
export function stakeChangeId(event: ethereum.Event, provider: Address): Bytes {
  return eventId(event).concat(provider);
}

/** The time a model is in one owner's hands, after it changed hands so many times. */
export function tenureId(model: string, hand: i32): string {
  return model + "-" + hand.toString();
}

/** What an owner asks in one currency. */
export function offerId(tenure: string, currency: BigInt): string {
  return tenure + "-" + currency.toString();
}

/** A holder's licence of a model. */
export function licenceId(tokenId: BigInt, holder: Address): string {
  return tokenId.toString() + "-" + holder.toHexString();
}

/** A key, root or measurement of an enclave verifier. */
export function enclaveId(verifier: Address, digest: Bytes): Bytes {
  return verifier.concat(digest);
}
