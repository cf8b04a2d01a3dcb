import { zeroAddress } from "viem";
import * as jobs from "../model/jobs.ts";
import * as panels from "../model/panels.ts";
import * as stake from "../model/stake.ts";
import { NATIVE } from "../model/state.ts";
import { type Choice, isOdd, pick, secondsUntil, take } from "./choice.ts";
import type { Play } from "./jobMoves.ts";
import type { Move, World } from "./world.ts";

const UINT128_MAX = 2n ** 128n - 1n;

/** Stakes, delegates, unbonds, collects, asks, or moves fees on. */
export function any(world: World, choice: Choice): Play {
  const { actors, state } = world;
  const { settings } = state;
  const provider = take(actors.providers, choice.which);
  const from = take([provider, actors.holder, actors.outsider, take(actors.providers, choice.who)], choice.who);
  // Odd amounts, so that roundings happen.
  const amount = isOdd(choice, 0, 4) ? 0n : BigInt(choice.amount) * 10n ** 13n + 1n;
  const currency = choice.who % 2 === 0 ? NATIVE : settings.black;
  const { holders } = stake.poolOf(state, provider);
  const leaver =
    pick(
      [...holders].filter(([, { leaving }]) => leaving > 0n),
      choice.amount,
    )?.[0] ?? from;
  const unbondsAt = holders.get(leaver)?.unbondsAt ?? 0n;
  const registry = { contract: "ProviderRegistry", from } as const;
  const moves: Move[] = [
    {
      ...registry,
      functionName: "stake",
      args: [amount, zeroAddress],
      apply: (next) => stake.stake(next, amount, zeroAddress),
    },
    {
      ...registry,
      functionName: "delegate",
      args: [provider, amount],
      apply: (next) => stake.delegate(next, provider, amount),
    },
    {
      ...registry,
      functionName: "delegate",
      args: [provider, amount * 10n],
      from: actors.holder,
      apply: (next) => stake.delegate(next, provider, amount * 10n),
    },
    {
      ...registry,
      functionName: "requestUnbond",
      args: [provider, amount],
      apply: (next) => stake.requestUnbond(next, provider, amount),
    },
    {
      ...registry,
      functionName: "requestUnbond",
      args: [provider, UINT128_MAX],
      apply: (next) => stake.requestUnbond(next, provider, UINT128_MAX),
    },
    {
      ...registry,
      functionName: "cancelUnbond",
      args: [provider],
      from: leaver,
      apply: (next) => stake.cancelUnbond(next, provider),
    },
    {
      ...registry,
      functionName: "withdrawUnbonded",
      args: [provider, leaver],
      apply: (next) => stake.withdrawUnbonded(next, provider, leaver),
    },
    {
      ...registry,
      functionName: "collect",
      args: [provider, from, currency],
      apply: (next) => stake.collect(next, provider, from, currency),
    },
    {
      ...registry,
      functionName: "setAsk",
      args: [provider, currency, BigInt(choice.amount) * 10n ** 8n],
      apply: (next) => stake.setAsk(next, provider, currency, BigInt(choice.amount) * 10n ** 8n),
    },
    {
      ...registry,
      functionName: "setCommission",
      args: [choice.amount % 5_500],
      apply: (next) => stake.setCommission(next, BigInt(choice.amount % 5_500)),
    },
    {
      contract: "JobEscrow",
      functionName: "collectFees",
      args: [currency],
      from,
      apply: (next) => jobs.collectFees(next, currency),
    },
    {
      contract: "Referees",
      functionName: "sweep",
      args: [currency],
      from,
      apply: (next) => panels.sweep(next, currency),
    },
  ];
  const move = take(moves, choice.odd);
  const waits = move.functionName === "withdrawUnbonded" && choice.wait % 2 === 0 && unbondsAt > state.now;
  return { move, after: waits ? unbondsAt - state.now : secondsUntil(choice, state.now, unbondsAt) };
}

/** A provider's first stake, in which the model and the chain begin. */
export function firstStake(world: World, index: number): Play {
  const { actors } = world;
  const from = take(actors.providers, index);
  const operator = index === 0 ? actors.operator : from;
  const amount = 60n * 10n ** 18n + BigInt(index) * 12_345_678_901n;
  return {
    move: {
      contract: "ProviderRegistry",
      functionName: "stake",
      args: [amount, operator],
      from,
      apply: (next) => stake.stake(next, amount, operator),
    },
    after: 1n,
  };
}
