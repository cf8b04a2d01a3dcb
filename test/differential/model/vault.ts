import type { Address } from "viem";
import { Refused } from "./refused.ts";
import type { State } from "./state.ts";

export function creditsOf(state: State, owner: Address, currency: bigint): bigint {
  return state.credits.get(`${currency}:${owner}`) ?? 0n;
}

/** Moves claims. Nobody's get below zero. */
export function transfer(state: State, from: Address, to: Address, currency: bigint, amount: bigint): void {
  const has = creditsOf(state, from, currency);
  if (has < amount) throw new Refused("ERC6909InsufficientBalance", from, has, amount, currency);
  state.credits.set(`${currency}:${from}`, has - amount);
  state.credits.set(`${currency}:${to}`, creditsOf(state, to, currency) + amount);
}

/** Takes $BLACK of a contract out of the world. */
export function burn(state: State, from: Address, amount: bigint): void {
  const { black } = state.settings;
  state.credits.set(`${black}:${from}`, creditsOf(state, from, black) - amount);
  state.burned += amount;
}
