import { createRandom, type Random } from "@blacktail/frameworks/engine";
import type { Economy } from "./economy.ts";
import { liveStage, type Member, type Till } from "./life.ts";
import { STRATEGIES, type Strategy } from "./strategies.ts";

export interface PopulationOptions {
  readonly economy: Economy;
  /** Part of all stake that deviates; the rest is honest. */
  readonly deviating: number;
  readonly epochs: number;
  /** Stages per epoch. */
  readonly stages: number;
  readonly seed: number;
}

/** What a strategy gained, in prices of one stage. */
export interface Outcome {
  readonly strategy: Strategy;
  /** By epoch, for a thousandth of all stake. */
  readonly profits: readonly number[];
  readonly profit: number;
  /** What honest providers gained beside it, likewise. */
  readonly honest: number;
  /** Left over when all is added up: 0 but for rounding, as money only moves. */
  readonly leak: number;
}

const HONEST_MEMBERS = 60;
const DEVIATING_MEMBERS = 20;

/** Every strategy in a market of its own, beside honest providers. */
export function simulate(options: PopulationOptions): Outcome[] {
  return STRATEGIES.map((strategy) => simulateOne(strategy, options));
}

function simulateOne(strategy: Strategy, { economy, deviating, epochs, stages, seed }: PopulationOptions): Outcome {
  const [honestStrategy = strategy] = STRATEGIES;
  const honest = membersOf(honestStrategy, HONEST_MEMBERS, 1 - deviating, 0);
  const others = membersOf(strategy, DEVIATING_MEMBERS, deviating, 1);
  const members = [...honest, ...others];
  const till: Till = { reserve: 0, treasury: 0, burned: 0, requesters: 0, spent: 0 };
  const draw = drawer(members);
  const profits: number[] = [];
  let before = 0;
  for (const member of members) {
    member.balance -= economy.registration;
    till.spent += economy.registration;
  }
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let stage = 0; stage < stages; stage++) {
      // Each stage falls on the same lots in every market, so that strategies differ by what they do and not by luck.
      const random = createRandom(seed, epoch * stages + stage);
      liveStage({ economy, random, members, till, draw: draw(random) });
    }
    const now = sum(others) / (deviating * 1_000);
    profits.push(now - before);
    before = now;
  }
  return {
    strategy,
    profits,
    profit: before / epochs,
    honest: sum(honest) / ((1 - deviating) * 1_000) / epochs,
    leak: sum(members) + Object.values(till).reduce((total, amount) => total + amount, 0),
  };
}

const sum = (members: readonly Member[]) => members.reduce((total, { balance }) => total + balance, 0);

function membersOf(strategy: Strategy, count: number, stake: number, party: number): Member[] {
  const identities = count * strategy.identities;
  return Array.from({ length: identities }, () => ({ strategy, party, stake: stake / identities, balance: 0 }));
}

/** Draws different members with chances by stake. */
function drawer(members: readonly Member[]) {
  const ends: number[] = [];
  let total = 0;
  for (const { stake } of members) {
    total += stake;
    ends.push(total);
  }
  return (random: Random) =>
    (count: number, without: readonly Member[]): Member[] => {
      const drawn: Member[] = [];
      while (drawn.length < count) {
        const member = members[placeOf(ends, random.uniform() * total)];
        if (member !== undefined && !drawn.includes(member) && !without.includes(member)) drawn.push(member);
      }
      return drawn;
    };
}

function placeOf(ends: readonly number[], value: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < (ends[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
