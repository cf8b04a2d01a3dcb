import { packTerms } from "@blacktail/sdk";
import { parseAbi, parseEther } from "viem";
import { jobSteps, TERMS } from "./jobSteps.ts";
import { NATIVE, type World } from "./world.ts";

/** Given with each batch, as estimating it would take longer than the batch. Below the network's cap for a transaction, 16.7 million. */
const GAS = 16_000_000n;
/** Jobs that one transaction opens. */
const JOBS = 400;
/** Providers that one transaction registers. */
const PROVIDERS = 50;
const CREDITS = parseEther("100000");

/** Of test/mocks/JobOpener.sol and test/mocks/ProviderCrowd.sol. */
const CROWD = parseAbi([
  "struct Terms { bytes32 specDigest; uint256 modelId; uint256 currency; uint128 budget; uint128 usePrice; uint128 stakeLock; uint256 stages; uint256 rules; }",
  "function open(Terms terms, uint256 count)",
  "function register(uint256 count)",
]);

/**
 * Gas of opening a job and of claiming it by ticket, with this many jobs open after it and so many providers more registered. Really opens
 * and registers them all. Parties and escrow have dealt before, so that these numbers are the only difference.
 */
export async function jobAt(world: World, open: number, providers: number): Promise<{ create: number; claim: number }> {
  const { viem, contracts, parties, gasOf, black } = world;
  const wallet = await viem.getWalletClient(parties.deployer);
  const call = { abi: CROWD, gas: GAS } as const;
  const { Vault, JobEscrow, ProviderRegistry } = contracts;
  const { deployer, provider, operator } = parties;
  await world.stake(provider, operator);
  await world.stakeOthers();
  const steps = jobSteps(world);
  await steps.settle(await steps.submit(await steps.claim(await steps.create(TERMS))));
  const finished = Number(await JobEscrow.read.jobCount());

  if (providers > 0) {
    const crowd = await viem.deployContract("ProviderCrowd", [Vault.address, ProviderRegistry.address]);
    await Vault.write.deposit([black, CREDITS, crowd.address], { account: deployer });
    const register = (count: bigint) =>
      gasOf(wallet.writeContract({ ...call, address: crowd.address, functionName: "register", args: [count] }));
    for (let left = providers; left > 0; left -= PROVIDERS) await register(BigInt(Math.min(PROVIDERS, left)));
  }
  const opener = await viem.deployContract("JobOpener", [Vault.address, JobEscrow.address]);
  const budgets = BigInt(open);
  await Vault.write.deposit([NATIVE, budgets, opener.address], { account: deployer, value: budgets });
  const terms = packTerms({ ...TERMS, budget: 1n });
  const openMore = (count: bigint) =>
    gasOf(wallet.writeContract({ ...call, address: opener.address, functionName: "open", args: [terms, count] }));
  for (let left = open - 1; left > 0; left -= JOBS) await openMore(BigInt(Math.min(JOBS, left)));

  const created = await steps.create(TERMS);
  const are = Number(await JobEscrow.read.jobCount()) - finished;
  if (are !== open) throw new Error(`Measured with ${are} jobs open, not with ${open}.`);
  return { create: created.gas, claim: (await steps.claim(created)).gas };
}
