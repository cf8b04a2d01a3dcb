import type { Config } from "../config/schema.ts";
import type { Flow, FlowContext, Results, Step, Summary, Values } from "./types.ts";

/** A flow with its input bound, so that the dialog and the runner need not know the input's type. */
export type PreparedFlow = {
  summary: (context: FlowContext) => Promise<Summary>;
  steps: (context: FlowContext) => Step[];
  outcome: (results: Results) => { text: string; to?: string; label?: string };
};

/** A flow as the dialog opens it. */
export type OpenFlow = {
  id: string;
  title: string;
  fields: Flow["fields"];
  defaults: Values;
  schema: Flow["schema"];
  /** @throws ZodError when the values do not fit the flow's schema. */
  prepare: (config: Config, values: Values) => PreparedFlow;
};

/** Closes over the flow's input type. */
export function openable<Input>(flow: Flow<Input>): OpenFlow {
  return {
    id: flow.id,
    title: flow.title,
    fields: flow.fields,
    defaults: flow.defaults ?? {},
    schema: flow.schema,
    prepare: (config, values) => {
      const input = flow.schema(config).parse(values);
      return {
        summary: (context) => flow.summary(context, input),
        steps: (context) => flow.steps(context, input),
        outcome: (results) => flow.outcome(input, results),
      };
    },
  };
}
