import { approveModule, vaultAbi } from "@blacktail/sdk";
import type { Address } from "viem";
import type { Step, StepContext } from "../types.ts";
import { confirmed } from "./confirmed.ts";

const isOperator = ({ publicClient, addresses, account }: StepContext, module: Address) =>
  publicClient.readContract({
    address: addresses.Vault,
    abi: vaultAbi,
    functionName: "isOperator",
    args: [account, module],
  });

/** Lets a contract of Blacktail move the account's credits; once for all, until it is revoked in the portfolio. */
export function approveStep(module: Address, name: string): Step {
  return {
    id: "approve",
    name: `Let ${name} use your credits (once)`,
    signs: 1,
    verify: async (context) => ((await isOperator(context, module)) ? {} : undefined),
    commit: async (context) => confirmed(await approveModule(context.clients, { module })),
  };
}
