import { describeError, waitForBlock } from "@blacktail/sdk";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import type { Hex } from "viem";
import { useWallet } from "../wallet/WalletContext.ts";
import { clearRecord, type FlowRecord, writeRecord } from "./flowRecord.ts";
import { outcomeIsUnknown } from "./outcomeIsUnknown.ts";
import type { PreparedFlow } from "./prepare.ts";
import { runSteps, type StepState } from "./runSteps.ts";
import type { FlowContext, Results, Step, Values } from "./types.ts";

/** How long a finished flow waits for the index before it says that the index is behind. */
const INDEX_TIMEOUT_MS = 30_000;

type Phase = "idle" | "running" | "failed" | "indexing" | "done";
export type Problem = { code: string; message: string; fix: string };

export type FlowRun = {
  phase: Phase;
  steps: Step[];
  states: Record<string, StepState>;
  hashes: Record<string, Hex>;
  results: Results;
  problem?: Problem;
  /** The index had the change when the flow ended. */
  indexed: boolean;
  start: () => Promise<void>;
};

type Input = {
  id: string;
  title: string;
  values: Values;
  prepared: PreparedFlow | undefined;
  context: FlowContext | undefined;
  resume: FlowRecord | undefined;
};

/** Runs a prepared flow: its steps, then the wait for the index. `start` after a failure goes on at the step that failed. */
export function useFlowRun({ id, title, values, prepared, context, resume }: Input): FlowRun {
  const wallet = useWallet();
  const queries = useQueryClient();
  const [phase, setPhase] = useState<Phase>("idle");
  const [states, setStates] = useState<Record<string, StepState>>({});
  const [hashes, setHashes] = useState<Record<string, Hex>>({});
  const [problem, setProblem] = useState<Problem>();
  const [indexed, setIndexed] = useState(false);
  const results = useRef<Results>({ ...resume?.results });
  const pending = useRef(resume?.pending);
  const steps = prepared && context ? prepared.steps(context) : [];

  const start = useCallback(async () => {
    if (!prepared || !context) return;
    setPhase("running");
    setProblem(undefined);
    const remember = () =>
      writeRecord({
        flow: id,
        title,
        chainId: context.config.chainId,
        account: context.account,
        values,
        results: results.current,
        ...(pending.current && { pending: pending.current }),
      });
    try {
      await runSteps({
        steps: prepared.steps(context),
        context,
        wallet,
        results: results.current,
        ...(pending.current && { pending: pending.current }),
        events: {
          state: (step, state) => setStates((before) => ({ ...before, [step.id]: state })),
          sent: (step, hash) => {
            pending.current = { step: step.id, hash };
            setHashes((before) => ({ ...before, [step.id]: hash }));
            remember();
          },
          finished: () => {
            pending.current = undefined;
            remember();
          },
        },
      });
    } catch (error) {
      // What reverted is not awaited again: the next try sends a new one. What may still be mined is looked for first.
      if (!outcomeIsUnknown(error)) pending.current = undefined;
      console.info("flow stopped", error);
      setProblem(describeError(error));
      setPhase("failed");
      return;
    }
    clearRecord();
    setPhase("indexing");
    const last = Math.max(0, ...Object.values(results.current).map(({ blockNumber }) => Number(blockNumber ?? 0)));
    try {
      if (last > 0) await waitForBlock(context.config.subgraphUrl, last, { timeoutMs: INDEX_TIMEOUT_MS });
      setIndexed(true);
    } catch (error) {
      // Final on chain all the same; the dialog says that the index is behind.
      console.info("index is behind", error);
    }
    await queries.invalidateQueries();
    setPhase("done");
  }, [prepared, context, wallet, queries, id, title, values]);

  return { phase, steps, states, hashes, results: results.current, indexed, start, ...(problem && { problem }) };
}
