import { useState } from "react";
import { CSV_TYPES, stageCsv } from "../csv/stageCsv.ts";
import { asFileProblem } from "../files/FileProblem.ts";
import { formatBytes } from "../lib/formatBytes.ts";
import { ColumnsTable } from "../ui/ColumnsTable.tsx";
import { DropFile } from "../ui/DropFile.tsx";
import { PageHeader } from "../ui/PageHeader.tsx";
import { Section } from "../ui/Section.tsx";
import { Failure } from "../ui/states.tsx";
import { TrainForm } from "./TrainForm.tsx";

type Chosen = Awaited<ReturnType<typeof stageCsv>>;

export function Train() {
  const [chosen, setChosen] = useState<Chosen>();
  const [problem, setProblem] = useState<ReturnType<typeof asFileProblem>>();
  const [target, setTarget] = useState<string>();

  const choose = async ([file]: [File, ...File[]]) => {
    try {
      const staged = await stageCsv(file);
      setChosen(staged);
      setTarget(staged.inspection.columns.at(-1)?.name);
      setProblem(undefined);
    } catch (error) {
      setChosen(undefined);
      setProblem(asFileProblem(error));
    }
  };

  return (
    <>
      <PageHeader
        title="Train"
        lead="Give a table, say which column to predict, name a price. Providers do the rest, and are paid only for a result that stands."
      />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Section title="1. Data">
          <div className="grid gap-5">
            <DropFile
              label="Drop a CSV here, or choose one"
              hint="UTF-8, a header line, at most 64 MiB."
              chosen={chosen?.file.name}
              accept={CSV_TYPES}
              onFiles={choose}
            />
            {problem && <Failure {...problem} />}
            {chosen && (
              <>
                <p className="text-sm text-muted">
                  {chosen.inspection.rows} rows, {chosen.inspection.columns.length} columns,{" "}
                  {formatBytes(chosen.file.size)}. Read in your browser; published only when you post the job.
                </p>
                <ColumnsTable inspection={chosen.inspection} target={target} />
              </>
            )}
          </div>
        </Section>
        <Section title="2. Model and price">
          {chosen ? (
            <TrainForm
              key={chosen.file.digest}
              data={chosen.file.digest}
              inspection={chosen.inspection}
              onTarget={setTarget}
            />
          ) : (
            <p className="text-muted">Choose a file first. Its columns decide what can be predicted.</p>
          )}
        </Section>
      </div>
    </>
  );
}
