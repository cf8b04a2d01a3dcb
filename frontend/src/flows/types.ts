import type { Addresses, Clients, Storage } from "@blacktail/sdk";
import type { Address, Hex, PublicClient, TransactionReceipt } from "viem";
import type { z } from "zod";
import type { Config } from "../config/schema.ts";

/** What a flow may read. */
export type FlowContext = {
  config: Config;
  addresses: Addresses;
  publicClient: PublicClient;
  storage: Storage;
  /** The connected account: it signs and pays. */
  account: Address;
};

/** What came of a step. It is kept in the browser's storage so that a flow can be resumed: plain JSON only. */
export type StepResult = {
  hash?: Hex;
  /** Decimal. */
  blockNumber?: string;
  /** What later steps and the outcome need: an id, a digest. */
  value?: string;
};

export type Results = Record<string, StepResult>;

export type StepContext = FlowContext & {
  results: Results;
  clients: Clients;
};

export type Step = {
  /** Unique in its flow; keys the result. */
  id: string;
  /** What happens, in the imperative: “Deposit 0.5 ETH as credits”. */
  name: string;
  /** How often the wallet will ask for a signature at most. */
  signs: number;
  /** Looks whether the step is done already, on chain or in storage; a result skips `commit`. */
  verify?: (context: StepContext) => Promise<StepResult | undefined>;
  commit: (context: StepContext) => Promise<StepResult>;
  /**
   * The result's value from the receipt of a transaction that was sent before the page was left; undefined when that
   * transaction was not yet the step's last.
   */
  recover?: (context: StepContext, receipt: TransactionReceipt) => string | undefined;
};

export type Summary = {
  /** What will happen, in sentences. */
  text: string;
  /** What it costs, and to whom it goes. */
  rows: { label: string; value: string; strong?: boolean }[];
};

export type Field = {
  name: string;
  label: string;
  hint?: string;
  kind: "text" | "textarea" | "amount" | "number" | "currency" | "select" | "checkbox";
  /** The unit written behind the input; for amounts the field `currency` gives it where this is absent. */
  unit?: string;
  options?: readonly { value: string; label: string }[];
};

/** Form values: strings as typed, so that they can be stored and parsed again. */
export type Values = Record<string, string | boolean | undefined>;

/** One user action, from its form to the index. */
export type Flow<Input = unknown> = {
  id: string;
  title: string;
  /** From form values (or preset values) to the flow's input. */
  schema: (config: Config) => z.ZodType<Input, Values>;
  /** What the dialog asks for; none when the preset says it all. */
  fields?: readonly Field[];
  defaults?: Values;
  summary: (context: FlowContext, input: Input) => Promise<Summary>;
  steps: (context: FlowContext, input: Input) => Step[];
  outcome: (input: Input, results: Results) => { text: string; to?: string; label?: string };
};
