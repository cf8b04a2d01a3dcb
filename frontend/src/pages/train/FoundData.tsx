import type { ReactNode } from "react";
import { formatBytes } from "../../lib/formatBytes.ts";
import { group } from "../../lib/group.ts";
import type { IdxFile, TextFile } from "../../training/readData.ts";
import type { TrainingFiles } from "../../training/TrainingFiles.ts";
import { ColumnsTable } from "../../ui/ColumnsTable.tsx";
import { Scrollable } from "../../ui/Scrollable.tsx";

type Props = { data: NonNullable<TrainingFiles["data"]>; labels: IdxFile | undefined; target: string | undefined };

/** What was found in the file to learn from. */
export function FoundData({ data, labels, target }: Props) {
  if (data.format === "csv") {
    const { inspection, file } = data;
    const gaps = inspection.columns.reduce((sum, { missing }) => sum + missing, 0);
    return (
      <>
        <Line>
          {group(inspection.rows)} rows, {group(inspection.columns.length)} columns, {formatBytes(file.size)}
          {gaps > 0 ? `, ${group(gaps)} cells without a value` : ", no gaps"}.
          {inspection.unnamed &&
            " The first line is like those below, so it counts as data and the columns are numbered."}
        </Line>
        <ColumnsTable inspection={inspection} target={target} />
      </>
    );
  }
  if (data.format === "text") return <FoundText {...data} />;
  const { dimensions } = data.info;
  const [count = 0, ...sides] = dimensions;
  return (
    <Line>
      {group(count)} images of {sides.join(" × ")} pixels, {formatBytes(data.file.size)}.
      {labels &&
        ` ${group(labels.info.dimensions[0] ?? 0)} labels${labels.info.classes === undefined ? "" : ` of ${labels.info.classes} classes`}.`}
    </Line>
  );
}

function Line({ children }: { children: ReactNode }) {
  return <p className="text-sm text-muted">{children} Read in your browser; published only when you post the job.</p>;
}

function FoundText({ file, stats }: TextFile) {
  return (
    <>
      <Line>
        {group(stats.characters)} characters ({stats.different} different), {group(stats.words)} words,{" "}
        {group(stats.lines)} {stats.lines === 1 ? "line" : "lines"}, {formatBytes(file.size)}.
      </Line>
      <Scrollable label="How the text begins" className="max-h-48 overflow-auto rounded-control border border-line p-3">
        <p className="font-mono text-sm wrap-anywhere whitespace-pre-wrap">{stats.start}</p>
      </Scrollable>
    </>
  );
}
