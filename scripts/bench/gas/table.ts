import type { Measured } from "./measure.ts";

/** What each flow is, and the best figure known elsewhere (measured in November 2026 on the projects' own code). */
const ROWS: [flow: string, what: string, elsewhere: string][] = [
  ["job1", "one provider: create, claim, submit, settle", "731,909 iExec PoCo Boost · 1,506,388 Lilypad"],
  ["jobCreate", "  create", ""],
  ["jobClaim", "  claim by ticket", ""],
  ["jobSubmit", "  submit", ""],
  ["jobFinalize", "  settle", ""],
  ["job2", "two replicas: create to settle", "2,193,451 iExec PoCo"],
  ["job5", "five replicas: create to settle", "≈ 3,414,144 iExec PoCo"],
  ["jobCreate_at_1", "create when 1 job is open", "183,256 Ocean Escrow"],
  ["jobCreate_at_100000", "create when 100,000 jobs are open among 10,000 providers", "2,661,801 Ocean Escrow, at 500"],
  ["jobClaim_at_1", "claim when 1 job is open", ""],
  ["jobClaim_at_100000", "claim when 100,000 jobs are open among 10,000 providers", ""],
  ["jobCancel", "cancel an open job", ""],
  ["slashNoShow", "slash a no-show, refund", ""],
  ["challenge", "challenge a result", ""],
  ["refereePanel", "nine referees: sit, commit, reveal, count", ""],
  ["refereeVerdict", "carry out that a result is wrong", ""],
  ["refereeVerdictRight", "carry out that a result is right", ""],
  ["drawAudit", "draw an audit", ""],
  ["auditPanel", "one auditor: sit, commit, reveal, count", ""],
  ["auditPassed", "end an audit that found nothing", ""],
  ["collectFees", "collect compute fees", ""],
  ["sweep", "divide collected fees", ""],
  ["registerProvider", "first stake", "256,898 Prime Intellect"],
  ["stake", "stake more", ""],
  ["delegate", "delegate stake", ""],
  ["requestUnbond", "ask to take stake out", ""],
  ["withdrawUnbonded", "take unbonded stake out", ""],
  ["mint", "mint a model", "193,493 OpenZeppelin, with URI and royalty"],
  ["list", "list a model", "54,418 Zora"],
  ["cancelListing", "cancel a listing", "27,732 Zora"],
  ["buyEth", "buy in ETH, with fee and royalty", "115,600 Zora Core · 121,056 Seaport 1.6"],
  ["buyBlack", "buy from $BLACK credits", ""],
  ["deposit", "deposit ETH", ""],
  ["depositBlack", "deposit $BLACK", ""],
  ["withdraw", "withdraw ETH", ""],
  ["setOperator", "approve a module", ""],
];

const WIDTH = Math.max(...ROWS.map(([, what]) => what.length));
const figure = (value: number | undefined) => (value === undefined ? "–" : value.toLocaleString("en"));

/** The figures as a table for people: steady state, first time, and the best known elsewhere. */
export function table({ steady, first }: Measured): string {
  const lines = ROWS.map(([flow, what, elsewhere]) =>
    [what.padEnd(WIDTH), figure(steady[flow]).padStart(9), figure(first[flow]).padStart(11), `  ${elsewhere}`].join(
      " ",
    ),
  );
  const head = ["gas used".padEnd(WIDTH), "steady".padStart(9), "first time".padStart(11), "  elsewhere"].join(" ");
  return [head, ...lines].map((line) => line.trimEnd()).join("\n");
}

/** The same figures under plain-English keys, for the snapshot that is checked in. */
export function inWords({ steady, first }: Measured): Record<string, number> {
  const entries = ROWS.flatMap(([flow, what]) => [
    ...(steady[flow] === undefined ? [] : [[what.trim(), steady[flow]] as const]),
    ...(first[flow] === undefined ? [] : [[`${what.trim()} (first time)`, first[flow]] as const]),
  ]);
  return Object.fromEntries(entries);
}
