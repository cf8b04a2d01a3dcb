import { type Addresses, type Clients, jobEscrowAbi } from "../../src/index.ts";

/**
 * Sets the share of results, of jobs created from now on, that the lot falls on, in basis points: a test that means no audit should not meet one
 * by chance. The wallet is that of the account which governs.
 */
export async function setAuditRate(
  { publicClient, walletClient, addresses }: Clients & { addresses: Addresses },
  auditBps: number,
): Promise<void> {
  const { account } = walletClient;
  if (account === undefined) throw new TypeError("Who governs has an account of its own.");
  const escrow = { address: addresses.JobEscrow, abi: jobEscrowAbi } as const;
  const parameters = await publicClient.readContract({ ...escrow, functionName: "parameters" });
  const args = [{ ...parameters, auditBps }] as const;
  const chain = walletClient.chain ?? null;
  const hash = await walletClient.writeContract({ ...escrow, functionName: "setParameters", args, account, chain });
  await publicClient.waitForTransactionReceipt({ hash });
}
