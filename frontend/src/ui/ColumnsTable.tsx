import type { CsvInspection } from "../csv/inspectCsv.ts";
import { Badge } from "./Badge.tsx";
import { Scrollable } from "./Scrollable.tsx";

/** What was found in a file, column by column. */
export function ColumnsTable({ inspection, target }: { inspection: CsvInspection; target?: string | undefined }) {
  return (
    <Scrollable label="Columns of the file" className="max-h-80 overflow-auto rounded-control border border-line">
      <table className="w-full text-left text-sm">
        <thead className="sticky top-0 bg-raised">
          <tr>
            {["Column", "Type", "Missing", "Different", "Example"].map((head) => (
              <th key={head} scope="col" className="px-2.5 py-2 font-semibold whitespace-nowrap">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {inspection.columns.map(({ name, type, missing, unique, example }) => (
            <tr key={name} className={name === target ? "bg-accent-soft" : ""}>
              <th scope="row" className="max-w-48 truncate px-2.5 py-2 font-normal">
                {name} {name === target && <Badge tone="accent">target</Badge>}
              </th>
              <td className="px-2.5 py-2">{type}</td>
              <td className={missing > 0 ? "px-2.5 py-2 text-accent-ink" : "px-2.5 py-2"}>{missing}</td>
              <td className="px-2.5 py-2">{unique}</td>
              <td className="max-w-40 truncate px-2.5 py-2 text-muted">{example}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}
