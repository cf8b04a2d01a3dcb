import type { Clients, Sent } from "@blacktail/sdk";
import type { z } from "zod";
import type { Field, Flow, FlowContext, Summary, Values } from "../types.ts";
import { confirmed } from "./confirmed.ts";

type Setting<Input> = {
  id: string;
  title: string;
  schema: Flow<Input>["schema"];
  fields: readonly Field[];
  defaults: Values;
  /** What it means, before it is signed. */
  summary: (context: FlowContext, input: Input) => Promise<Summary>;
  /** What the transaction does, in the imperative. */
  step: (input: Input) => string;
  call: (clients: Clients, input: Input) => Promise<Sent>;
  outcome: string;
};

/** A flow that changes one thing that a provider announces, by one transaction. */
export function settingFlow<Input>({
  id,
  title,
  schema,
  fields,
  defaults,
  summary,
  step,
  call,
  outcome,
}: Setting<Input>): Flow<Input> {
  return {
    id,
    title,
    schema: (config): z.ZodType<Input, Values> => schema(config),
    fields,
    defaults,
    summary,
    steps: (_context, input) => [
      { id, name: step(input), signs: 1, commit: async ({ clients }) => confirmed(await call(clients, input)) },
    ],
    outcome: () => ({ text: outcome }),
  };
}
