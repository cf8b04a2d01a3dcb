import { parseEther, zeroAddress } from "viem";
import { jobFlows } from "./jobFlows.ts";
import { createJobAt } from "./manyJobs.ts";
import { marketFlows } from "./marketFlows.ts";
import { createWorld, type World } from "./world.ts";

/** Gas used by flow. `first`: the parties deal for the first time. `steady`: they have dealt before. */
export type Measured = { steady: Record<string, number>; first: Record<string, number> };

/** Measures every flow on chains of its own; `log` hears what is going on. */
export async function measure(log: (line: string) => void): Promise<Measured> {
  const world = await createWorld();
  log("first dealings …");
  const first = await round(world, 0);
  log("steady state …");
  const steady = await round(world, 1);
  // A provider registers once, so its first stake has no steady state: it is measured in an escrow that others use.
  steady.registerProvider = await world.gasOf(stake(world, world.parties.newcomer, world.parties.challenger));
  for (const open of [1, 10_000]) {
    log(`a job more when ${open.toLocaleString("en")} are open …`);
    steady[`jobCreate_at_${open}`] = await createJobAt(await createWorld(), open);
  }
  return { steady, first };
}

function stake(world: World, provider: World["parties"]["provider"], operator: World["parties"]["operator"]) {
  return world.contracts.ProviderRegistry.write.stake([parseEther("1000"), operator], { account: provider });
}

async function round(world: World, number: number): Promise<Record<string, number>> {
  const { provider, operator } = world.parties;
  const market = await marketFlows(world, number);
  const staked = await world.gasOf(stake(world, provider, number === 0 ? operator : zeroAddress));
  const jobs = await jobFlows(world);
  return { ...market, [number === 0 ? "registerProvider" : "stake"]: staked, ...jobs };
}
