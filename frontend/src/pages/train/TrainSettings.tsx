import { OWN } from "../../training/ownFramework.ts";
import { OwnFramework } from "./OwnFramework.tsx";
import { SettingsFields } from "./SettingsFields.tsx";
import { TargetField } from "./TargetField.tsx";
import type { TrainForm } from "./useTrainForm.ts";

/** What to predict and how to train. */
export function TrainSettings({ train }: { train: TrainForm }) {
  const { info, files } = train;
  const table = files.data?.format === "csv" ? files.data : undefined;
  return (
    <div className="grid grid-cols-1 gap-5">
      {table && info.target !== "none" && info.formats.includes("csv") && <TargetField train={train} table={table} />}
      {info === OWN ? <OwnFramework train={train} /> : <SettingsFields train={train} />}
    </div>
  );
}
