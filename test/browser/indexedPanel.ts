const THEN = "1700000000";
const OVER = "1700000600";

const provider = (digit: number) => ({ id: `0x${String(digit).repeat(40)}` });

/** A panel of three referees on the results of three replicas, as the index answers it; `over` replaces what it names. */
export function indexedPanel(id: string, over: Record<string, unknown> = {}) {
  return {
    id,
    audit: false,
    phase: "Committing",
    deadline: OVER,
    seats: 3,
    candidates: 3,
    round: 0,
    seated: 3,
    committed: 2,
    revealed: 0,
    accepted: 0,
    seatLock: "5000000000000000000",
    openedAt: THEN,
    endedAt: null,
    job: { id: "12", status: "Disputed" },
    stage: 1,
    workPeriod: "900",
    parties: [provider(1).id, provider(2).id, provider(3).id],
    rejections: [0, 0, 0],
    fee: "0",
    feeCurrency: null,
    rule: {
      version: 1,
      seatPeriod: "600",
      commitPeriod: "600",
      revealPeriod: "600",
      refereeSeats: 3,
      auditSeats: 1,
      absentBps: 1_000,
      minorityBps: 5_000,
      seatLock: "1000000000000000000",
      auditShareBps: 8_000,
      auditFeeBps: 10_000,
    },
    members: [indexedMember(0, "Committed"), indexedMember(1, "Committed"), indexedMember(2, "Seated")],
    dispute: {
      challenger: null,
      bond: "0",
      reason: `0x${"0".repeat(64)}`,
      audit: null,
      panel: { id },
      closedAt: null,
      assignments: [2, 0, 1].map((place) => ({ place, outputCid: null, provider: provider(place + 1) })),
    },
    ...over,
  };
}

/** A referee, as the index answers it. */
export function indexedMember(number: number, state: string, over: Record<string, unknown> = {}) {
  return {
    id: `0x0${number}`,
    member: provider(number + 5),
    round: 0,
    state,
    vote: null,
    reasonCid: null,
    slashed: "0",
    rewards: [],
    ...over,
  };
}
