import { approveModule } from "@blacktail/sdk";
import type { Address } from "viem";
import { z } from "zod";
import { short } from "../lib/short.ts";
import { addressField } from "./addressField.ts";
import { confirmed } from "./steps/confirmed.ts";
import type { Flow } from "./types.ts";

/** Takes back a contract's right to move the account's credits. */
export const revokeModuleFlow: Flow<{ module: Address; name: string }> = {
  id: "revoke-module",
  title: "Revoke approval",
  schema: () => z.object({ module: addressField, name: z.string() }),
  summary: async (_context, { module, name }) => ({
    text: `${name} can no longer move your credits. Jobs and stakes that exist keep their money; new ones ask for approval again.`,
    rows: [{ label: "Contract", value: short(module) }],
  }),
  steps: (_context, { module, name }) => [
    {
      id: "revoke",
      name: `Revoke ${name}`,
      signs: 1,
      commit: async ({ clients }) => confirmed(await approveModule(clients, { module, approved: false })),
    },
  ],
  outcome: ({ name }) => ({ text: `${name} is revoked.` }),
};
