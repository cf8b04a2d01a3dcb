import type { Progress } from "@blacktail/sdk";
import pc from "picocolors";

const WIDTH = 24;

/** Shows a run's progress on standard error: one line that is redrawn on a terminal, a line now and then elsewhere. */
export function progressLine(): { show(progress: Progress): void; end(): void } {
  const live = process.stderr.isTTY;
  let lastPhase = "";
  let lastAt = 0;
  return {
    show(progress) {
      const now = Date.now();
      if (!live && progress.phase === lastPhase && now - lastAt < 2_000) return;
      lastPhase = progress.phase;
      lastAt = now;
      process.stderr.write(live ? `\r\x1b[2K${sentenceOf(progress)}` : `${sentenceOf(progress)}\n`);
    },
    end() {
      if (live && lastPhase !== "") process.stderr.write("\n");
    },
  };
}

function sentenceOf({
  phase,
  step,
  totalSteps,
  loss,
  validationLoss,
  metric,
  stepsPerSecond,
  etaSeconds,
}: Progress): string {
  const part = totalSteps > 0 ? Math.min(1, step / totalSteps) : 0;
  const filled = Math.round(part * WIDTH);
  const facts = [
    loss === undefined ? "" : `loss ${loss.toFixed(4)}`,
    validationLoss === undefined ? "" : `validation ${validationLoss.toFixed(4)}`,
    metric === undefined ? "" : `${metric.name} ${metric.value.toFixed(4)}`,
    stepsPerSecond === undefined ? "" : `${Math.round(stepsPerSecond)} steps/s`,
    etaSeconds === undefined ? "" : `${Math.ceil(etaSeconds)} s left`,
  ].filter(Boolean);
  const bar =
    totalSteps > 0
      ? `${pc.cyan("█".repeat(filled))}${pc.dim("░".repeat(WIDTH - filled))} ${String(Math.round(part * 100)).padStart(3)} %  `
      : "";
  return `  ${phase.padEnd(10)} ${bar}${facts.join("  ")}`.trimEnd();
}
