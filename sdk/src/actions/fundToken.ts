import { encodeFunctionData, erc20Abi, type Hex } from "viem";
import { describeError } from "../errors/describeError.ts";
import { vaultAbi } from "../generated/abi/Vault.ts";
import type { Context } from "./clients.ts";
import { encodePermitDeposit, type TokenDeposit } from "./permit.ts";
import { send } from "./send.ts";

/**
 * Lets the Vault take exactly the amount, then runs the deposit that takes it: by permit where token and wallet can, else by
 * an approval, which is withdrawn when the deposit fails.
 *
 * @param run Sends the calldata of the Vault's deposit.
 */
export async function fundToken<T>(
  context: Context,
  deposit: TokenDeposit,
  run: (depositData: Hex) => Promise<T>,
): Promise<T> {
  const { token, amount, to } = deposit;
  const plain = encodeFunctionData({ abi: vaultAbi, functionName: "deposit", args: [BigInt(token), amount, to] });
  const allowance = await context.publicClient.readContract({
    address: token,
    abi: erc20Abi,
    functionName: "allowance",
    args: [context.account.address, context.addresses.Vault],
  });
  if (allowance >= amount) return run(plain);
  const permitted = await encodePermitDeposit(context, deposit);
  if (permitted !== undefined) return run(permitted);
  // Some tokens refuse to change an allowance that is neither zero before nor after.
  if (allowance > 0n) await approve(context, deposit, 0n);
  await approve(context, deposit, amount);
  try {
    return await run(plain);
  } catch (error) {
    // Only the depositor could use it, but nothing shall be left behind. Who refused to sign is not asked again. Where this
    // fails as well, the first error is still the one that says why the deposit failed, so it is the one that is thrown.
    if (describeError(error).code !== "REJECTED") await approve(context, deposit, 0n).catch(() => undefined);
    throw error;
  }
}

async function approve(context: Context, { token }: TokenDeposit, amount: bigint): Promise<void> {
  const args = [context.addresses.Vault, amount] as const;
  await send(context, { to: token, data: encodeFunctionData({ abi: erc20Abi, functionName: "approve", args }) });
}
