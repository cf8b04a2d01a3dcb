import { parseEther } from "viem";
import type { World } from "./world.ts";

const UINT128_MAX = 2n ** 128n - 1n;
const AMOUNT = parseEther("1000");
const UNBONDED = 45 * 24 * 3_600 + 1;

/** A holder stakes on the provider, which invites it, asks to leave, and takes its stake when that is free. */
export async function stakeFlows(world: World): Promise<Record<string, number>> {
  const { contracts, parties, gasOf, tick } = world;
  const { ProviderRegistry } = contracts;
  const { newcomer: account, provider } = parties;
  const gas: Record<string, number> = {};
  await tick();
  await gasOf(ProviderRegistry.write.setCommission([1_000], { account: provider }));
  await tick();
  gas.delegate = await gasOf(ProviderRegistry.write.delegate([provider, AMOUNT], { account }));
  await tick();
  gas.requestUnbond = await gasOf(ProviderRegistry.write.requestUnbond([provider, UINT128_MAX], { account }));
  await tick(UNBONDED);
  gas.withdrawUnbonded = await gasOf(ProviderRegistry.write.withdrawUnbonded([provider, account], { account }));
  await world.settled();
  return gas;
}
