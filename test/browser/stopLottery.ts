import { addressesOf, jobEscrowAbi } from "@blacktail/sdk";
import { clientsOf } from "./clientsOf.ts";
import { DEPLOYER, readStack } from "./stackInfo.ts";

/** Keeps the audit's lot from results that tests wait for: where it falls is chance. */
export async function stopLottery(): Promise<void> {
  const { publicClient, walletClient } = clientsOf(DEPLOYER);
  const escrow = { address: addressesOf(readStack().chainId).JobEscrow, abi: jobEscrowAbi } as const;
  const parameters = await publicClient.readContract({ ...escrow, functionName: "parameters" });
  const args = [{ ...parameters, auditBps: 0 }] as const;
  const hash = await walletClient.writeContract({ ...escrow, functionName: "setParameters", args, chain: null });
  await publicClient.waitForTransactionReceipt({ hash });
}
