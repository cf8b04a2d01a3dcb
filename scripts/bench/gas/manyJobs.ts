import { parseAbi, parseEther } from "viem";
import { jobSteps, TERMS } from "./jobFlows.ts";
import { NATIVE, type World } from "./world.ts";

/** Jobs that one transaction opens: 150 stay below the network's cap of gas for a transaction (16.7 million). */
const BATCH = 150;

/** Of test/mocks/JobOpener.sol. */
const OPEN = parseAbi([
  "struct Terms { bytes32 specDigest; uint256 modelId; uint256 currency; uint128 price; uint128 stakeLock; uint32 claimPeriod; uint32 workPeriod; uint32 challengePeriod; uint8 attempts; }",
  "function open(Terms terms, uint256 count)",
]);

/**
 * Gas of opening a job in an escrow that was just deployed, with this many jobs open after it. Really opens them all.
 * The requester and the escrow hold credits in both cases, so that the number of open jobs is the only difference.
 */
export async function createJobAt(world: World, open: number): Promise<number> {
  const { viem, contracts, parties, gasOf } = world;
  const { Vault, JobEscrow } = contracts;
  const opener = await viem.deployContract("JobOpener", [Vault.address, JobEscrow.address]);
  const wallet = await viem.getWalletClient(parties.arbiter);
  const price = 1n;
  const credits = parseEther("1");
  await Vault.write.deposit([NATIVE, credits, opener.address], { account: parties.arbiter, value: credits });
  await Vault.write.deposit([NATIVE, 1n, JobEscrow.address], { account: parties.arbiter, value: 1n });
  const already = Number(await JobEscrow.read.jobCount());
  for (let left = open - 1 - already; left > 0; left -= BATCH) {
    const args = [{ ...TERMS, price }, BigInt(Math.min(BATCH, left))] as const;
    await gasOf(wallet.writeContract({ address: opener.address, abi: OPEN, functionName: "open", args }));
  }
  const { gas, jobId } = await jobSteps(world).create(TERMS);
  if (jobId !== BigInt(open)) throw new Error(`Measured with ${jobId} jobs open, not with ${open}.`);
  return gas;
}
