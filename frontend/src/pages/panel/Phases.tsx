import { PanelPhase } from "@blacktail/sdk";
import type { PanelDetail } from "../../data/panels.ts";
import { hasEnded } from "../../job/panelStanding.ts";
import { WayStep } from "../../ui/WayStep.tsx";

/** The panel's way, with where it is on it. */
export function Phases({ panel }: { panel: PanelDetail }) {
  const { phase, seats, seated, committed, revealed } = panel;
  const over = hasEnded(panel);
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
          const look = done ? (phase === PanelPhase.Void ? "void" : "done") : step.phase === phase ? "now" : "later";
          return (
            <WayStep key={step.name} look={look} name={step.name}>
              <p className="text-sm text-muted">{look === "later" ? "later" : step.count}</p>
            </WayStep>
          );
        })}
      </ol>
      {panel.round > 0 && <p className="mt-4 text-sm text-muted">The members were drawn a second time.</p>}
    </>
  );
}
