import { type Address, encodeFunctionData } from "viem";
import { vaultAbi } from "../generated/abi/Vault.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type Sent, send } from "./send.ts";

export type ApproveModuleArgs = {
  /** Such as `addresses.JobEscrow`. Warning: an approved module can move all of the account's credits. */
  module: Address;
  /** Default true; false takes the approval back. */
  approved?: boolean | undefined;
};

/**
 * Lets a module move the account's credits (`Vault.setOperator`): needed once for each of JobEscrow, ProviderRegistry, and
 * ModelMarket when buying from credits.
 *
 * @throws BlacktailError `REJECTED`, …
 * @example
 * await approveModule({ publicClient, walletClient }, { module: addressesOf(31337).JobEscrow });
 */
export async function approveModule(clients: Clients, { module, approved = true }: ApproveModuleArgs): Promise<Sent> {
  return action(clients, (context) => {
    const data = encodeFunctionData({ abi: vaultAbi, functionName: "setOperator", args: [module, approved] });
    return send(context, { to: context.addresses.Vault, data });
  });
}
