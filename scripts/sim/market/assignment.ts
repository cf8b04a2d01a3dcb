import { createRandom, type Random } from "@blacktail/frameworks/engine";

/** As in the contracts: providers expected to be eligible when the priority period ends. */
const PACE = 8;

/** Who competes for a stage. */
interface Contender {
  readonly stake: number;
  /** Acts for this one. */
  readonly watched: boolean;
  /** Wins against all others whose tickets open in the same block: pays more for gas, or sits next to the producer. */
  readonly fast: boolean;
}

export interface Fairness {
  readonly name: string;
  /** Part of the stages that the watched provider got, over its part of the stake. */
  readonly ratio: number;
}

interface Race {
  readonly stake: number;
  readonly identities: number;
  readonly fast: boolean;
  /** Blocks in a priority period. */
  readonly blocks: number;
  /** Claims only what it sees others claim, by paying more: its own ticket must be eligible all the same. */
  readonly copies?: boolean;
}

const OTHERS = 50;

/** How much of the stages a provider with a tenth of the stake gets, by what it tries. 1 is its share. */
export function fairness(stages: number, seed: number): Fairness[] {
  const tries: [name: string, race: Race][] = [
    ["plain", { stake: 0.1, identities: 1, fast: false, blocks: 240 }],
    ["split over 20 identities", { stake: 0.1, identities: 20, fast: false, blocks: 240 }],
    ["split over 500 identities", { stake: 0.1, identities: 500, fast: false, blocks: 240 }],
    ["first in every block, 240 blocks to the period", { stake: 0.1, identities: 1, fast: true, blocks: 240 }],
    ["first in every block, 30 blocks to the period", { stake: 0.1, identities: 1, fast: true, blocks: 30 }],
    ["first in every block, 10 blocks to the period", { stake: 0.1, identities: 1, fast: true, blocks: 10 }],
    ["blocks 8 times as fast", { stake: 0.1, identities: 1, fast: false, blocks: 1_920 }],
    ["copies claims out of the mempool", { stake: 0.1, identities: 1, fast: true, blocks: 240, copies: true }],
  ];
  return tries.map(([name, race], stream) => ({
    name,
    ratio: ratioOf(race, stages, createRandom(seed, 100 + stream)),
  }));
}

/** The same if the first who comes gets it, as escrows do that know no tickets: the fast one takes all. */
export const FIRST_COME = 10;

function ratioOf(race: Race, stages: number, random: Random): number {
  const contenders = contendersOf(race);
  let won = 0;
  for (let stage = 0; stage < stages; stage++) if (winnerOf(contenders, race, random).watched) won++;
  return won / stages / race.stake;
}

function contendersOf({ stake, identities, fast }: Race): Contender[] {
  const own = Array.from({ length: identities }, () => ({ stake: stake / identities, watched: true, fast }));
  const others = Array.from({ length: OTHERS }, () => ({ stake: (1 - stake) / OTHERS, watched: false, fast: false }));
  return [...own, ...others];
}

/** Each claims in the first block in which its ticket is eligible; of several in one block one wins by chance, but the fast one if it is among them. */
function winnerOf(contenders: readonly Contender[], { blocks, copies = false }: Race, random: Random): Contender {
  const opened = contenders.map((contender) => {
    // ticket < PACE * t/T * stake, solved for t/T; at T everyone is eligible.
    const opens = Math.min(1, random.uniform() / (PACE * contender.stake));
    return { contender, block: Math.ceil(opens * blocks) };
  });
  const acting = copies ? opened.filter(({ contender }) => !contender.watched) : opened;
  const first = Math.min(...acting.map(({ block }) => block));
  // Who copies acts in the block of the claim it saw, if its own ticket is eligible then.
  const among = opened.filter(({ contender, block }) =>
    copies && contender.watched ? block <= first : block === first,
  );
  const fast = among.find(({ contender }) => contender.fast);
  const chosen = fast ?? among[random.below(among.length)];
  if (chosen === undefined) throw new RangeError("Somebody must claim.");
  return chosen.contender;
}
