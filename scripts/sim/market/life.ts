import type { Random } from "@blacktail/frameworks/engine";
import { BOND_TO_REFEREES, type Economy, SLASH } from "./economy.ts";
import type { Strategy } from "./strategies.ts";

/** One identity in the market. */
export interface Member {
  readonly strategy: Strategy;
  /** Who controls it: members of one party that colludes act as one. */
  readonly party: number;
  readonly stake: number;
  /** In prices of one stage. */
  balance: number;
}

/** What is not any member's: in prices of one stage. */
export interface Till {
  /** Fees that are kept for audits. */
  reserve: number;
  treasury: number;
  burned: number;
  requesters: number;
  /** What work cost those who did it. */
  spent: number;
}

/** A result: the right one, or somebody's invention. Two inventions are equal only if one party made them. */
type Result = "right" | `made up ${number}`;

interface Place {
  readonly member: Member;
  readonly result: Result;
}

interface World {
  readonly economy: Economy;
  readonly random: Random;
  readonly members: readonly Member[];
  readonly till: Till;
  /** Draws members by stake, as tickets do; never one of `without`. */
  draw(count: number, without: readonly Member[]): Member[];
}

let inventions = 0;

/** Lives one stage through, from claim to payment, with the contracts' arithmetic, and books what everybody gains and loses. */
export function liveStage(world: World): void {
  const { economy, random, till } = world;
  const replicas = random.uniform() < economy.replicated ? 2 : 1;
  const places: Place[] = [];
  for (const member of world.draw(replicas, [])) {
    if (random.uniform() < member.strategy.vanishes) {
      loseLock(world, member, { challengers: [], referees: [] });
      continue;
    }
    const works = random.uniform() < member.strategy.works;
    spend(world, member, works ? economy.cost : economy.cheatingCost);
    places.push({ member, result: works ? "right" : inventionOf(member) });
  }
  // Requesters pay for what is delivered; what a no-show leaves undone is done by the next in another simulated stage.
  const share = 1 / replicas;
  till.requesters -= share * places.length;
  const [first, second] = places;
  if (first === undefined) return;
  if (second !== undefined && first.result !== second.result) {
    dispute(world, places, share, { challengers: [] });
    return;
  }
  const challenger = challengerOf(world, first);
  if (challenger !== undefined) {
    dispute(world, places, share, { challengers: [challenger], bonded: challenger });
    return;
  }
  if (random.uniform() < economy.audit && audit(world, places, share)) return;
  pay(world, places, share);
}

function inventionOf({ strategy, party }: Member): Result {
  return `made up ${strategy.colludes ? party : -++inventions}`;
}

function challengerOf({ random, members }: World, { member, result }: Place): Member | undefined {
  if (result !== "right") return random.uniform() < member.strategy.challengesItself ? member : undefined;
  const other = members[random.below(members.length)];
  if (other === undefined || other === member) return undefined;
  return random.uniform() < other.strategy.challengesRight ? other : undefined;
}

/** @returns whether the result was rejected and so is settled by referees. */
function audit(world: World, places: readonly Place[], share: number): boolean {
  const { economy, till } = world;
  const auditors = world.draw(
    economy.auditSeats,
    places.map(({ member }) => member),
  );
  const fee = Math.min(till.reserve, economy.auditFee * economy.auditSeats) / Math.max(1, auditors.length);
  const [place] = places;
  if (place === undefined) return false;
  const rejecting: Member[] = [];
  const approving: Member[] = [];
  for (const auditor of auditors) {
    till.reserve -= fee;
    auditor.balance += fee;
    if (checks(auditor, places)) spend(world, auditor, economy.cost);
    (accepts(auditor, place, places) ? approving : rejecting).push(auditor);
  }
  canary(world, auditors);
  if (rejecting.length === 0) return false;
  const accepted = dispute(world, places, share, { challengers: rejecting });
  for (const member of accepted ? rejecting : approving) loseSeat(world, member);
  return true;
}

/** Some of what auditors see is known to be wrong: who approves it is slashed, who finds it is paid as for any wrong result. */
function canary(world: World, auditors: readonly Member[]): void {
  const { random, economy, till } = world;
  for (const auditor of auditors) {
    if (random.uniform() >= economy.canaries / (1 - economy.canaries)) continue;
    till.treasury -= economy.auditFee;
    auditor.balance += economy.auditFee;
    if (auditor.strategy.checks) {
      // The protocol's own provider posted it: its lock is slashed like any other, a quarter comes back to the protocol as requester.
      spend(world, auditor, economy.cost);
      till.treasury -= (1 - SLASH.requester) * economy.lock;
      auditor.balance += SLASH.challenger * economy.lock;
      till.burned += (1 - SLASH.requester - SLASH.challenger) * economy.lock;
    } else loseSeat(world, auditor);
  }
}

/** @returns whether any result was accepted */
function dispute(
  world: World,
  places: readonly Place[],
  share: number,
  { challengers, bonded }: { challengers: readonly Member[]; bonded?: Member },
): boolean {
  const { economy, till } = world;
  const referees = world.draw(economy.refereeSeats, [...places.map(({ member }) => member), ...challengers]);
  for (const referee of referees) if (checks(referee, places)) spend(world, referee, economy.cost);
  const winners = places.filter(
    (place) => 2 * referees.filter((referee) => accepts(referee, place, places)).length > referees.length,
  );
  const losers = places.filter((place) => !winners.includes(place));
  for (const referee of referees) {
    const against = places.some((place) => accepts(referee, place, places) !== winners.includes(place));
    if (against) loseSeat(world, referee);
  }
  const right = referees.filter((referee) =>
    places.every((place) => accepts(referee, place, places) === winners.includes(place)),
  );
  for (const { member } of losers) {
    loseLock(world, member, { challengers, referees: right });
    till.requesters += share;
  }
  pay(world, winners, share);
  if (bonded !== undefined && losers.length === 0) {
    bonded.balance -= economy.lock;
    const toReferees = divide(right, BOND_TO_REFEREES * economy.lock);
    till.reserve += BOND_TO_REFEREES * economy.lock - toReferees;
    divide(
      winners.map(({ member }) => member),
      (1 - BOND_TO_REFEREES) * economy.lock,
    );
  }
  return winners.length > 0;
}

/** Whether a member of a panel repeats the work: not where it decides for its own. */
function checks(member: Member, places: readonly Place[]): boolean {
  return member.strategy.checks && !places.some((place) => isOwn(member, place));
}

function accepts(member: Member, place: Place, places: readonly Place[]): boolean {
  const own = places.find((candidate) => isOwn(member, candidate));
  if (own !== undefined) return place.result === own.result;
  if (member.strategy.checks) return place.result === "right";
  return place.result === places[0]?.result;
}

const isOwn = (member: Member, place: Place) =>
  member.strategy.colludes && member.party === place.member.party && place.result !== "right";

function spend({ till }: World, member: Member, cost: number): void {
  member.balance -= cost;
  till.spent += cost;
}

function pay({ economy, till }: World, places: readonly Place[], share: number): void {
  for (const { member } of places) {
    member.balance += share * (1 - economy.fee);
    till.reserve += share * economy.fee * economy.auditShare;
    till.treasury += share * economy.fee * (1 - economy.auditShare);
  }
}

function loseLock(
  { economy, till }: World,
  member: Member,
  { challengers, referees }: { challengers: readonly Member[]; referees: readonly Member[] },
): void {
  member.balance -= economy.lock;
  till.requesters += SLASH.requester * economy.lock;
  const toChallengers = divide(challengers, SLASH.challenger * economy.lock);
  const toReferees = divide(referees, SLASH.referees * economy.lock);
  till.burned += (1 - SLASH.requester) * economy.lock - toChallengers - toReferees;
}

function loseSeat({ economy, till }: World, member: Member): void {
  member.balance -= economy.minority * economy.lock;
  till.burned += economy.minority * economy.lock;
}

/** @returns what was given away: nothing where nobody is there to take it. */
function divide(members: readonly Member[], amount: number): number {
  for (const member of members) member.balance += amount / members.length;
  return members.length > 0 ? amount : 0;
}
