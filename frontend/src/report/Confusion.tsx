import type { TrainingReport } from "@blacktail/sdk";
import { group } from "../lib/group.ts";
import { Scrollable } from "../ui/Scrollable.tsx";

/** A larger table is a picture that nobody can read. */
const MAX_SHOWN = 24;

/** Which classes are taken for which: a row for each true class, a column for each predicted one. */
export function Confusion({ classes, counts }: NonNullable<TrainingReport["confusion"]>) {
  if (counts.length !== classes.length || counts.some((row) => row.length !== classes.length))
    return <p className="text-sm text-muted">The matrix does not fit its classes, so it is not shown.</p>;
  const shown = classes.slice(0, MAX_SHOWN);
  return (
    <>
      <Scrollable label="Confusion matrix" className="max-h-[32rem] overflow-auto rounded-control border border-line">
        <table className="w-full border-collapse text-sm">
          <thead>
            <tr>
              <td className="px-2.5 py-2 text-left whitespace-nowrap text-muted">true ↓ predicted →</td>
              {shown.map((name) => (
                <th
                  key={name}
                  scope="col"
                  className="max-w-32 truncate px-2.5 py-2 text-right font-semibold"
                  title={name}
                >
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((name, row) => {
              const cells = counts[row] ?? [];
              const total = cells.reduce((sum, count) => sum + count, 0);
              return (
                <tr key={name} className="border-t border-line">
                  <th scope="row" className="max-w-32 truncate px-2.5 py-2 text-left font-semibold" title={name}>
                    {name}
                  </th>
                  {cells.slice(0, MAX_SHOWN).map((count, column) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
                    <Cell key={column} count={count} share={total > 0 ? count / total : 0} right={row === column} />
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scrollable>
      {classes.length > MAX_SHOWN && (
        <p className="mt-2 text-sm text-muted">
          The first {MAX_SHOWN} of {classes.length} classes.
        </p>
      )}
    </>
  );
}

/** The fuller the colour, the larger the part of the row; never so full that the number is hard to read. */
function Cell({ count, share, right }: { count: number; share: number; right: boolean }) {
  const color = right ? "var(--good)" : "var(--bad)";
  return (
    <td
      className="px-2.5 py-2 text-right tabular-nums"
      style={
        count > 0
          ? { background: `color-mix(in srgb, ${color} ${Math.round(4 + share * 18)}%, transparent)` }
          : undefined
      }
    >
      {count === 0 ? <span className="text-muted">0</span> : group(count)}
    </td>
  );
}
