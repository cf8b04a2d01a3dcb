import type { DataFormat, TaskInfo } from "@blacktail/sdk";

export type InferenceInput = {
  /** Formats that a model of the task takes; the usual one first. */
  formats: readonly [DataFormat, ...DataFormat[]];
  label: string;
  hint: string;
  /** What the file chooser offers. */
  accept: string;
};

const SHOWN = 6;

/** What a model takes, in words: columns of a table, images, or a text. */
export function inferenceInput({ columns, image, text }: TaskInfo): InferenceInput {
  if (image) {
    const { channels, height, width } = image;
    const pixels = channels * height * width;
    return {
      formats: ["idx", "csv"],
      label: "Drop images (IDX), or a CSV of their pixels",
      hint: `Images of ${height} × ${width} pixels${channels > 1 ? ` and ${channels} channels` : ""}; in a CSV ${pixels} numbers from 0 to 255 a row.`,
      accept: ".idx,.gz,.ubyte,.csv,text/csv",
    };
  }
  if (text) {
    return {
      formats: ["text"],
      label: "Or drop a text file",
      hint: `It sees at most ${text.context} tokens.`,
      accept: ".txt,.md,text/plain",
    };
  }
  const names = columns?.map(({ name }) => name) ?? [];
  const rest = names.length - SHOWN;
  return {
    formats: ["csv"],
    label: "Drop a CSV to run it on",
    hint: `Its columns: ${names.slice(0, SHOWN).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}.`,
    accept: ".csv,.tsv,text/csv",
  };
}
