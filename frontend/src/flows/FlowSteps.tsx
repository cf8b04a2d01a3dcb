import type { ReactNode } from "react";
import { cx } from "../lib/cx.ts";
import { Button, LinkButton } from "../ui/Button.tsx";
import { Copyable } from "../ui/Copyable.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Failure } from "../ui/states.tsx";
import type { PreparedFlow } from "./prepare.ts";
import type { StepState } from "./runSteps.ts";
import type { FlowRun } from "./useFlowRun.ts";

const words: Record<StepState, string> = {
  waiting: "Waiting",
  checking: "Checking whether it is done already…",
  signing: "Confirm in your wallet…",
  working: "Working…",
  sent: "Sent. Waiting for a block…",
  done: "Confirmed",
  skipped: "Was done already",
  failed: "Stopped",
};

/** The steps as they go, then the wait for the index, then the outcome. */
export function FlowSteps({
  run,
  outcome,
  onEnd,
}: {
  run: FlowRun;
  outcome: PreparedFlow["outcome"];
  onEnd: () => void;
}) {
  const done = run.phase === "done" ? outcome(run.results) : undefined;
  const index: StepState = run.phase === "done" ? "done" : run.phase === "indexing" ? "working" : "waiting";
  return (
    <div className="grid gap-5">
      <ol className="grid gap-1" aria-live="polite">
        {run.steps.map((step, at) => {
          const state = run.states[step.id] ?? (run.results[step.id] ? "done" : "waiting");
          const hash = run.hashes[step.id] ?? run.results[step.id]?.hash;
          return (
            <Row key={step.id} number={at + 1} name={step.name} state={state} text={words[state]}>
              {hash && <Copyable value={hash} label="transaction hash" className="text-sm" />}
            </Row>
          );
        })}
        <Row
          number={run.steps.length + 1}
          name="Show it everywhere"
          state={index}
          text={
            index === "done"
              ? run.indexed
                ? "Indexed"
                : "The index is behind; this appears when it has caught up"
              : index === "working"
                ? "Waiting for the index…"
                : "Waiting"
          }
        />
      </ol>
      {run.problem && run.phase === "failed" && (
        <>
          <Failure message={run.problem.message} fix={run.problem.fix} />
          <Button onClick={run.start}>Try again</Button>
        </>
      )}
      {done && (
        <div className="grid gap-4 rounded-control bg-good-soft p-4" role="status">
          <p className="font-semibold text-good">{done.text}</p>
          <div className="flex flex-wrap gap-2">
            {done.to && (
              <LinkButton to={done.to} size="small" onClick={onEnd}>
                {done.label ?? "Open"}
              </LinkButton>
            )}
            <Button look="secondary" size="small" onClick={onEnd}>
              Done
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}

type RowProps = { number: number; name: string; state: StepState; text: string; children?: ReactNode };

function Row({ number, name, state, text, children }: RowProps) {
  const finished = state === "done" || state === "skipped";
  const moving = state === "checking" || state === "signing" || state === "working" || state === "sent";
  return (
    <li className="flex gap-3 rounded-control px-1 py-2" data-state={state} {...(moving && { "aria-current": "step" })}>
      <span
        className={cx(
          "grid size-7 shrink-0 place-items-center rounded-full text-sm font-semibold",
          finished && "bg-good-soft text-good",
          moving && "bg-accent text-on-accent",
          state === "failed" && "bg-bad-soft text-bad",
          state === "waiting" && "bg-raised text-muted",
        )}
      >
        {finished ? (
          <Icon name="check" className="size-4" />
        ) : state === "failed" ? (
          <Icon name="cross" className="size-4" />
        ) : (
          number
        )}
      </span>
      <div className="min-w-0">
        <p className={cx("break-words", state === "waiting" && "text-muted")}>{name}</p>
        <p className="flex flex-wrap items-center gap-x-3 text-sm text-muted">
          {text}
          {children}
        </p>
      </div>
    </li>
  );
}
