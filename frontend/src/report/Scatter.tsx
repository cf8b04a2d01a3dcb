import type { TrainingReport } from "@blacktail/sdk";
import { formatNumber } from "../lib/formatNumber.ts";

const WIDTH = 360;
const HEIGHT = 260;
const PAD = 34;

const COLORS = ["--accent", "--info", "--good", "--bad", "--muted", "--ink"] as const;

/** Labels beyond this share a colour; nobody tells more apart. */
const MAX_GROUPS = COLORS.length;

type Axis = { low: number; high: number; at: (value: number) => number };

function axisOf(values: readonly number[], from: number, to: number): Axis {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  // Halves first, as the span of the largest numbers is no number.
  const span = high / 2 - low / 2 || 1;
  return { low, high, at: (value) => from + ((value / 2 - low / 2) / span) * (to - from) };
}

/** A cloud of points, coloured by their label. */
export function Scatter({ x, y, points }: NonNullable<TrainingReport["scatter"]>) {
  if (points.length === 0) return <p className="text-sm text-muted">It holds no points.</p>;
  const counts = new Map<string, number>();
  for (const [, , label] of points) counts.set(label, (counts.get(label) ?? 0) + 1);
  const labels = [...counts].sort((a, b) => b[1] - a[1]).map(([label]) => label);
  const named = labels.length <= MAX_GROUPS ? labels : labels.slice(0, MAX_GROUPS - 1);
  const groups = labels.length <= MAX_GROUPS ? named : [...named, undefined];
  const across = axisOf(
    points.map(([value]) => value),
    PAD,
    WIDTH - 8,
  );
  const up = axisOf(
    points.map(([, value]) => value),
    HEIGHT - PAD,
    8,
  );
  return (
    <div>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="w-full max-w-xl"
        role="img"
        aria-label={`${points.length} points: ${y} over ${x}`}
      >
        <rect x={PAD} y="8" width={WIDTH - PAD - 8} height={HEIGHT - PAD - 8} fill="none" stroke="var(--line)" />
        {groups.map((label, index) => (
          <path
            key={label ?? "\0rest"}
            d={points
              .filter((point) => (label === undefined ? !named.includes(point[2]) : point[2] === label))
              .map(([px, py]) => `M${across.at(px).toFixed(1)} ${up.at(py).toFixed(1)}h0`)
              .join("")}
            stroke={`var(${COLORS[index] ?? "--muted"})`}
            strokeWidth="4"
            strokeLinecap="round"
            strokeOpacity="0.65"
          />
        ))}
        <g fill="var(--muted)" fontSize="10">
          <text x={PAD} y={HEIGHT - PAD + 14}>
            {formatNumber(across.low)}
          </text>
          <text x={WIDTH - 8} y={HEIGHT - PAD + 14} textAnchor="end">
            {formatNumber(across.high)}
          </text>
          <text x={PAD - 4} y={HEIGHT - PAD} textAnchor="end">
            {formatNumber(up.low)}
          </text>
          <text x={PAD - 4} y="16" textAnchor="end">
            {formatNumber(up.high)}
          </text>
        </g>
      </svg>
      <p className="text-sm text-muted">
        Across: {x}. Up: {y}.
      </p>
      {labels.some((label) => label !== "") && (
        <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {groups.map((label, index) => (
            <li key={label ?? "\0rest"} className="inline-flex max-w-48 items-center gap-1.5">
              <span
                className="size-2.5 shrink-0 rounded-full"
                style={{ background: `var(${COLORS[index] ?? "--muted"})` }}
              />
              <span className="truncate">{label ?? `${labels.length - named.length} others`}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
