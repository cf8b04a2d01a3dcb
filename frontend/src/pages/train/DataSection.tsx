import type { FrameworkInfo } from "@blacktail/sdk/families";
import { useState } from "react";
import { asFileProblem } from "../../files/FileProblem.ts";
import { OWN } from "../../training/ownFramework.ts";
import { FORMAT_WORDS, readData } from "../../training/readData.ts";
import { place, placeTest, type TrainingFiles } from "../../training/TrainingFiles.ts";
import { whatIsMissing } from "../../training/whatIsMissing.ts";
import { DropFile } from "../../ui/DropFile.tsx";
import { Failure } from "../../ui/states.tsx";
import { ChosenFiles } from "./ChosenFiles.tsx";
import { FoundData } from "./FoundData.tsx";
import { ParentPicker } from "./ParentPicker.tsx";
import type { TrainForm } from "./useTrainForm.ts";

/** What a file chooser offers; the content decides. */
const ACCEPT = {
  csv: ".csv,.tsv,text/csv",
  text: ".txt,.md,text/plain",
  idx: ".idx,.gz,.ubyte",
  onnx: ".onnx",
  module: ".ts,.mts,.js,.mjs",
};

type Props = { train: TrainForm; onFiles: (change: (files: TrainingFiles) => TrainingFiles) => void };

/** The files to learn from, and what is in them. */
export function DataSection({ train: { info, files, form }, onFiles }: Props) {
  const [problem, setProblem] = useState<ReturnType<typeof asFileProblem>>();
  const take = async (chosen: File[], add: typeof place) => {
    try {
      const read = await Promise.all(chosen.map(readData));
      onFiles((before) => read.reduce(add, before));
      setProblem(undefined);
    } catch (error) {
      setProblem(asFileProblem(error));
    }
  };
  const mismatch =
    files.data && whatIsMissing(info, files).find(({ message }) => message.includes(files.data?.file.name ?? ""));
  const chosen = files.data !== undefined || files.module !== undefined;
  const wanted =
    info === OWN || info.formats.length === 0
      ? FORMAT_WORDS.module
      : info.formats.map((format) => FORMAT_WORDS[format]).join(" or ");
  const target = info.target === "none" ? undefined : form.watch("target");

  return (
    <div className="grid grid-cols-1 gap-5">
      <DropFile
        small={chosen}
        label={chosen ? "Add files, or replace them" : `Drop ${wanted} here, or choose it`}
        hint={chosen ? "A file of the same kind takes the other’s place." : hintOf(info)}
        accept={Object.values(ACCEPT).join(",")}
        multiple
        onFiles={(dropped) => take(dropped, place)}
      />
      {problem && <Failure {...problem} />}
      {mismatch && <Failure {...mismatch} />}
      <ChosenFiles files={files} onFiles={(next) => onFiles(() => next)} />
      {files.data && <FoundData data={files.data} labels={files.labels} target={target} />}
      {info.parents !== "none" && (
        <ParentPicker need={info.parents} files={files} onFiles={(next) => onFiles(() => next)} />
      )}
      <details className="rounded-control border border-line px-4 py-3">
        <summary className="font-semibold">Test data of your own</summary>
        <div className="mt-4">
          <DropFile
            small
            label="Drop a test file here, or choose it"
            hint="The model is measured on it; without one a part of the data is set aside. With images also the file of their labels."
            chosen={files.test?.file.name}
            accept={`${ACCEPT.csv},${ACCEPT.text},${ACCEPT.idx}`}
            multiple
            onFiles={(dropped) => take(dropped, placeTest)}
          />
        </div>
      </details>
    </div>
  );
}

const hintOf = ({ family, formats, data }: FrameworkInfo) =>
  [
    family === OWN.family ? "And what it learns from, if anything." : "",
    family === "reinforcement"
      ? "Not needed: there are environments to learn in; or give a module that holds your own."
      : "",
    data === "required" && formats.includes("idx") ? "With images also the file of their labels." : "",
    "At most 64 MiB each.",
  ]
    .filter(Boolean)
    .join(" ");
