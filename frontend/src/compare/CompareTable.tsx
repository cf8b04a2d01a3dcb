import { Link } from "react-router";
import { cx } from "../lib/cx.ts";
import { Badge } from "../ui/Badge.tsx";
import { Scrollable } from "../ui/Scrollable.tsx";

export type CompareRow = {
  name: string;
  values: readonly string[] /** Places of the best values. */;
  best?: readonly number[];
};

/** Runs side by side: a column for each, a row for each thing that is compared. */
export function CompareTable({
  label,
  ids,
  rows,
}: {
  label: string;
  ids: readonly string[];
  rows: readonly CompareRow[];
}) {
  return (
    <Scrollable label={label} className="overflow-x-auto rounded-control border border-line">
      <table className="w-full text-left">
        <thead className="bg-raised text-sm">
          <tr>
            <td className="w-28 px-3 py-2 sm:w-40" />
            {ids.map((id) => (
              <th key={id} scope="col" className="px-3 py-2 font-semibold whitespace-nowrap">
                <Link to={`/jobs/${id}`} className="hover:text-accent-ink hover:underline">
                  Job {id}
                </Link>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map(({ name, values, best = [] }) => (
            <tr key={name}>
              <th scope="row" className="px-3 py-2 text-sm font-normal text-muted">
                {name}
              </th>
              {values.map((value, at) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
                  key={at}
                  className={cx(
                    "max-w-64 min-w-36 px-3 py-2 wrap-anywhere",
                    best.includes(at) && "font-semibold text-good",
                  )}
                >
                  {value} {best.includes(at) && <Badge tone="good">best</Badge>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}
