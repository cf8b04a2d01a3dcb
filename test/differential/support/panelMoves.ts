import { voteCommitment } from "@blacktail/sdk";
import { type Address, type Hex, keccak256, toBytes, zeroHash } from "viem";
import * as panels from "../model/panels.ts";
import { poolOf } from "../model/stake.ts";
import type { Panel, State } from "../model/state.ts";
import { type Choice, isOdd, pick, secondsUntil, take } from "./choice.ts";
import type { Play } from "./jobMoves.ts";
import type { World } from "./world.ts";

const LAST = 12n;

/** Something that is due, or nearly so, on one of the panels; now and then on one that has ended. */
export function next(world: World, choice: Choice): Play | undefined {
  const { state } = world;
  const open = state.panels.filter((panel) => !panels.hasEnded(panel));
  const panel = pick(isOdd(choice, 0, 4) ? state.panels : open, choice.which);
  if (panel === undefined) return undefined;
  // Tickets are surest in the last seconds of a seating, which leave time for other seats.
  const untilLast = panel.deadline - LAST - state.now;
  const waits = panel.phase === "Seating" && choice.wait % 3 === 0 && untilLast > 1n;
  const after = waits ? untilLast : secondsUntil(choice, state.now, panel.deadline);
  if (state.now + after > panel.deadline || isOdd(choice, 1, 4)) return made(world, "advance", [panel.id], after);
  if (panel.phase === "Seating") return sit(world, choice, panel, after);
  const seats = panel.taken.slice(panel.first);
  if (panel.phase === "Committing") {
    const seat = seats.find(({ commitment }) => commitment === undefined) ?? seats[0];
    return commit(world, choice, panel, seat?.member, after);
  }
  const seat = seats.find(({ vote, commitment }) => vote === undefined && commitment !== undefined);
  if (seat === undefined) return made(world, "advance", [panel.id], after);
  return reveal(world, choice, panel, seat.member, after);
}

function made({ actors }: World, functionName: "advance", args: [bigint], after: bigint): Play {
  const apply = (state: State) => panels.advance(state, args[0]);
  return { move: { contract: "Referees", functionName, args, from: actors.outsider, apply }, after };
}

function sit({ actors }: World, choice: Choice, panel: Panel, after: bigint): Play {
  const free = actors.providers.filter(
    (provider) => !panel.parties.includes(provider) && panel.taken.every((seat) => seat.member !== provider),
  );
  const member = pick(choice.amount % 8 === 0 ? actors.providers : free, choice.who) ?? actors.outsider;
  const from = take([member, member, member, actors.operator], choice.amount);
  const parties = isOdd(choice, 2, 4) ? panel.parties.slice(1) : panel.parties;
  return {
    move: {
      contract: "Referees",
      functionName: "sit",
      args: [panel.id, member, parties],
      from,
      apply: (state) => panels.sit(state, panel.id, member, parties),
    },
    after,
  };
}

function commit(world: World, choice: Choice, panel: Panel, seated: Address | undefined, after: bigint): Play {
  const { actors, votes, state } = world;
  const { id, candidates } = panel;
  const member = isOdd(choice, 2, 4) || seated === undefined ? take(actors.providers, choice.who) : seated;
  const all = (1 << candidates) - 1;
  const vote = choice.amount % 3 === 0 ? choice.amount % (all + 2) : all;
  const salt = keccak256(toBytes(`vote ${choice.amount}`));
  const commitment: Hex = isOdd(choice, 3, 4)
    ? zeroHash
    : voteCommitment({ panelId: id, member, vote, reason: zeroHash, salt });
  const { operator = member } = poolOf(state, member);
  const from = choice.who % 9 === 0 ? actors.outsider : choice.who % 2 === 0 ? member : operator;
  votes.set(commitment, { vote, salt });
  return {
    move: {
      contract: "Referees",
      functionName: "commit",
      args: [id, member, commitment],
      from,
      apply: (next) => panels.commit(next, id, member, commitment),
    },
    after,
  };
}

function reveal({ actors, votes }: World, choice: Choice, panel: Panel, seated: Address, after: bigint): Play {
  const { id } = panel;
  const member = isOdd(choice, 2, 4) ? take(actors.providers, choice.who) : seated;
  const seat = panel.taken.slice(panel.first).find((each) => each.member === member);
  const { vote = 1, salt = zeroHash } = votes.get(seat?.commitment ?? zeroHash) ?? {};
  const shown = isOdd(choice, 3, 4) ? vote ^ 1 : vote;
  return {
    move: {
      contract: "Referees",
      functionName: "reveal",
      args: [id, member, shown, zeroHash, salt],
      from: take(actors.all, choice.who),
      apply: (next) => panels.reveal(next, id, member, shown, zeroHash, salt),
    },
    after,
  };
}
