import { type Address, formatUnits, toHex } from "viem";
import { addresses } from "../../generated/addresses.ts";
import { tokenOf } from "../../jobs/currency.ts";

/** $BLACK, given in wei. */
export function black(wei: bigint): string {
  return `${formatUnits(wei, 18)} $BLACK`;
}

/** An amount of a Vault currency, given in its smallest unit. */
export function amount(value: bigint, currency: bigint): string {
  if (currency === 0n) return ether(value);
  if (currency >= 2n ** 160n) return `${value} of currency ${currency}`;
  const token = tokenOf(currency);
  return isBlack(token) ? black(value) : `${value} (smallest units) of the token ${token}`;
}

/** A Vault currency without an amount. */
export function currencyName(currency: bigint): string {
  if (currency === 0n) return "ETH";
  if (currency >= 2n ** 160n) return `currency ${currency}`;
  const token = tokenOf(currency);
  return isBlack(token) ? "$BLACK" : `the token ${token}`;
}

/** The chain's native coin, given in wei. */
export function ether(wei: bigint): string {
  return `${formatUnits(wei, 18)} ETH`;
}

/** Unix seconds as UTC. */
export function time(seconds: bigint | number): string {
  const milliseconds = Number(seconds) * 1_000;
  // Beyond what Date can hold, "for ever" is meant.
  if (milliseconds > 8.64e15) return "the end of time";
  return `${new Date(milliseconds)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "")} UTC`;
}

/** Basis points as a percentage. */
export function percent(bps: bigint | number): string {
  return `${formatUnits(BigInt(bps), 2)} %`;
}

/** A token id is a digest of 32 bytes; its ends are enough to recognise it. */
export function model(tokenId: bigint): string {
  const hex = toHex(tokenId, { size: 32 });
  return `model ${hex.slice(0, 10)}…${hex.slice(-6)}`;
}

const SERVICES = ["hub", "market", "compute"];

export function service(index: number): string {
  return SERVICES[index] ?? `service ${index}`;
}

function isBlack(token: Address): boolean {
  return Object.values(addresses).some(({ BlackToken }) => BlackToken.toLowerCase() === token.toLowerCase());
}

/** How long a licence lasts, given in seconds. */
export function duration(seconds: number): string {
  return seconds === 0 ? "for ever" : `${seconds} seconds`;
}

/** A set of bits. */
export function bits(set: bigint): string {
  return `0x${set.toString(16)}`;
}

/** What to do about an error that no user can cause. */
export const MODULE_FAULT = "This is a fault of the calling module: report it.";
