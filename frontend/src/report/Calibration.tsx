import type { TrainingReport } from "@blacktail/sdk";
import { group } from "../lib/group.ts";

const SIZE = 200;
const PAD = 28;

const clamp = (value: number) => Math.min(1, Math.max(0, value));
const x = (value: number) => PAD + clamp(value) * SIZE;
const y = (value: number) => PAD / 2 + (1 - clamp(value)) * SIZE;
const percent = (value: number) => `${(value * 100).toFixed(1)}\u00a0%`;

/** How often the model is right when it is so sure: on the diagonal it is as right as it says. */
export function Calibration({ error, bins }: NonNullable<TrainingReport["calibration"]>) {
  const used = bins.filter(({ count }) => count > 0);
  const most = Math.max(1, ...used.map(({ count }) => count));
  return (
    <div className="flex flex-wrap items-start gap-6">
      <svg
        viewBox={`0 0 ${SIZE + 2 * PAD} ${SIZE + 1.5 * PAD}`}
        className="w-full max-w-72"
        role="img"
        aria-label={`Calibration: on average confidence and accuracy differ by ${percent(error)}`}
      >
        <rect x={PAD} y={PAD / 2} width={SIZE} height={SIZE} fill="none" stroke="var(--line)" />
        <line x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} stroke="var(--line-strong)" strokeDasharray="4 4" />
        {used.map(({ confidence, accuracy, count }) => (
          <circle
            key={confidence}
            cx={x(confidence)}
            cy={y(accuracy)}
            r={3 + 7 * Math.sqrt(count / most)}
            fill="var(--accent)"
            fillOpacity="0.75"
          >
            <title>{`Sure to ${percent(confidence)}, right in ${percent(accuracy)} of ${group(count)}`}</title>
          </circle>
        ))}
        <g fill="var(--muted)" fontSize="10" textAnchor="middle">
          <text x={x(0.5)} y={SIZE + 1.3 * PAD}>
            confidence
          </text>
          <text transform={`translate(${PAD / 2} ${y(0.5)}) rotate(-90)`}>accuracy</text>
        </g>
      </svg>
      <p className="max-w-xs flex-1 text-sm text-muted">
        The nearer to the diagonal, the more its confidence means; a larger dot stands for more rows. On average the two
        differ by <strong className="font-semibold text-ink">{percent(error)}</strong> (expected calibration error).
      </p>
    </div>
  );
}
