/** How a provider behaves. */
export interface Strategy {
  readonly name: string;
  /** What it does, in words. */
  readonly summary: string;
  /** Chance that it does the work it is paid for; otherwise it makes a result up. */
  readonly works: number;
  /** Chance that it claims and never delivers. */
  readonly vanishes: number;
  /** Whether it repeats the work as an auditor or referee; otherwise it approves what it sees. */
  readonly checks: boolean;
  /** Chance that it challenges somebody's right result. */
  readonly challengesRight: number;
  /** Chance that it challenges its own wrong result, to keep others out and get the challenger's part back. */
  readonly challengesItself: number;
  /** Identities that its stake is split over. */
  readonly identities: number;
  /** Whether its identities (and all others of its kind) act as one: same made-up result, votes for each other. */
  readonly colludes: boolean;
}

const HONEST: Strategy = {
  name: "honest",
  summary: "works, and checks what it is asked to check",
  works: 1,
  vanishes: 0,
  checks: true,
  challengesRight: 0,
  challengesItself: 0,
  identities: 1,
  colludes: false,
};

/** Every population of the simulation, honest first. */
export const STRATEGIES: readonly Strategy[] = [
  HONEST,
  { ...HONEST, name: "honestSplit", summary: "honest, its stake split over 20 identities", identities: 20 },
  { ...HONEST, name: "lazy", summary: "makes every result up", works: 0 },
  { ...HONEST, name: "sometimesLazy", summary: "makes one result in ten up", works: 0.9 },
  { ...HONEST, name: "lazyAuditor", summary: "works, but approves what it should check", checks: false },
  {
    ...HONEST,
    name: "colluding",
    summary: "makes results up together, and votes for its own",
    works: 0,
    colludes: true,
  },
  {
    ...HONEST,
    name: "sybil",
    summary: "colluding with itself under 20 identities, to hold both replicas of a job",
    works: 0,
    colludes: true,
    identities: 20,
  },
  {
    ...HONEST,
    name: "selfChallenger",
    summary: "makes results up and challenges them itself",
    works: 0,
    challengesItself: 1,
  },
  { ...HONEST, name: "griefer", summary: "claims and vanishes, once in ten jobs", vanishes: 0.1 },
  { ...HONEST, name: "griefingChallenger", summary: "challenges right results of others", challengesRight: 0.1 },
];
