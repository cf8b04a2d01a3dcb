import { PanelPhase } from "@blacktail/sdk";
import type { PanelDetail } from "../../data/panels.ts";
import { cx } from "../../lib/cx.ts";
import { Icon } from "../../ui/Icon.tsx";

/** The panel's way, with where it is on it. */
export function Phases({ panel }: { panel: PanelDetail }) {
  const { phase, seats, seated, committed, revealed } = panel;
  const over = phase === PanelPhase.Decided || phase === PanelPhase.Void;
  const steps = [
    { phase: PanelPhase.Seating, name: "Seats", count: `${seated} of ${seats} taken` },
    { phase: PanelPhase.Committing, name: "Work and vote", count: `${committed} of ${seated} sealed` },
    { phase: PanelPhase.Revealing, name: "Votes shown", count: `${revealed} of ${committed} shown` },
    {
      phase: PanelPhase.Decided,
      name: phase === PanelPhase.Void ? "No decision" : "Decision",
      count: over ? "done" : "by majority",
    },
  ];
  return (
    <>
      <ol className="grid grid-cols-2 gap-x-2 gap-y-5 sm:grid-cols-4">
        {steps.map((step) => {
          const done = over || step.phase < phase;
          const current = !over && step.phase === phase;
          return (
            <li key={step.name} aria-current={current ? "step" : undefined}>
              <span
                aria-hidden="true"
                className={cx(
                  "block h-2 rounded-full",
                  done
                    ? phase === PanelPhase.Void
                      ? "bg-line-strong"
                      : "bg-good"
                    : current
                      ? "bg-accent"
                      : "bg-line-strong/40",
                )}
              />
              <p className={cx("mt-2 flex items-center gap-1.5 font-semibold", !done && !current && "text-muted")}>
                {step.name}
                {done && phase !== PanelPhase.Void && <Icon name="check" className="size-4 text-good" />}
              </p>
              <p className="text-sm text-muted">{done || current ? step.count : "later"}</p>
            </li>
          );
        })}
      </ol>
      {panel.round > 0 && <p className="mt-4 text-sm text-muted">The members were drawn a second time.</p>}
    </>
  );
}
