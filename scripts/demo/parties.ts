import type { Addresses } from "@blacktail/sdk";
import type { Address } from "viem";
import { ACCOUNTS } from "../stack/accounts.ts";

/** Everybody whose money the story watches, by the name that it prints. */
export type Parties = ReadonlyMap<Address, string>;

export function partiesOf(addresses: Addresses): Parties {
  const named: [string, Address][] = [
    ["developer", ACCOUNTS.developer.address],
    ["buyer", ACCOUNTS.buyer.address],
    ["collector", ACCOUNTS.tester.address],
    ["deployer", ACCOUNTS.deployer.address],
    ...ACCOUNTS.providers.map(({ address }, index): [string, Address] => [`provider ${index + 1}`, address]),
    ...ACCOUNTS.operators.map(({ address }, index): [string, Address] => [`operator ${index + 1}`, address]),
    ["escrow", addresses.JobEscrow],
    ["stakes", addresses.ProviderRegistry],
    ["referees", addresses.Referees],
    ["treasury", addresses.Treasury],
  ];
  return new Map(named.map(([name, address]) => [lower(address), name]));
}

/** The name of an account, or its short form. */
export function nameOf(parties: Parties, address: Address): string {
  return parties.get(lower(address)) ?? `${address.slice(0, 6)}…${address.slice(-4)}`;
}

export function lower(address: Address): Address {
  return address.toLowerCase() as Address;
}
