import { zeroAddress } from "viem";
import { auditFlows, jobFlows } from "./jobFlows.ts";
import { jobAt } from "./manyJobs.ts";
import { marketFlows } from "./marketFlows.ts";
import { stakeFlows } from "./stakeFlows.ts";
import { createWorld, type World } from "./world.ts";

/** Gas used by flow. `first`: the parties deal for the first time. `steady`: they have dealt before. */
export type Measured = { steady: Record<string, number>; first: Record<string, number> };

/** How many jobs are open, and how many providers there are beside the parties, where a job more is measured. */
const CROWDS = [
  { open: 1, providers: 0 },
  { open: 100_000, providers: 10_000 },
];

/** Measures every flow on chains of its own; `log` hears what is going on. */
export async function measure(log: (line: string) => void): Promise<Measured> {
  const world = await createWorld();
  await world.stakeOthers();
  log("first dealings …");
  const first = await round(world, 0);
  log("steady state …");
  const steady = await round(world, 1);
  // A provider registers once, so its first stake has no steady state: it is measured in an escrow that others use.
  steady.registerProvider = await world.stake(world.parties.newcomer, world.parties.challenger);

  log("audits …");
  const audited = await createWorld({ auditBps: 10_000 });
  await audited.stakeOthers();
  await audited.stake(audited.parties.provider, audited.parties.operator);
  Object.assign(first, await auditFlows(audited));
  // The reserve that audits are paid from.
  await jobFlows(audited);
  Object.assign(steady, await auditFlows(audited));

  for (const { open, providers } of CROWDS) {
    log(`a job more when ${open.toLocaleString("en")} are open …`);
    const { create, claim } = await jobAt(await createWorld(), open, providers);
    steady[`jobCreate_at_${open}`] = create;
    steady[`jobClaim_at_${open}`] = claim;
  }
  return { steady, first };
}

async function round(world: World, number: number): Promise<Record<string, number>> {
  const { provider, operator } = world.parties;
  const market = await marketFlows(world, number);
  // Stake that has just moved makes the next claim dearer, which is no steady state.
  const registered = number === 0 ? { registerProvider: await world.stake(provider, operator) } : {};
  const jobs = await jobFlows(world);
  const stakes = await stakeFlows(world);
  const staked = number === 0 ? {} : { stake: await world.stake(provider, zeroAddress) };
  return { ...market, ...registered, ...jobs, ...stakes, ...staked };
}
