import type { Clients, Sent } from "@blacktail/sdk";
import type { Flow } from "../types.ts";
import { confirmed } from "./confirmed.ts";

type Call<Input> = Omit<Flow<Input>, "steps" | "outcome"> & {
  /** What the transaction does, in the imperative. */
  step: (input: Input) => string;
  call: (clients: Clients, input: Input) => Promise<Sent>;
  outcome: string;
};

/** A flow of one transaction that moves none of the account's credits. */
export function callFlow<Input>({ step, call, outcome, ...flow }: Call<Input>): Flow<Input> {
  return {
    ...flow,
    steps: (_context, input) => [
      {
        id: flow.id,
        name: step(input),
        signs: 1,
        commit: async ({ clients }) => confirmed(await call(clients, input)),
      },
    ],
    outcome: () => ({ text: outcome }),
  };
}
