import type { DataFormat } from "@blacktail/sdk";
import { FRAMEWORKS, type FrameworkInfo } from "@blacktail/sdk/families";
import { OWN } from "./ownFramework.ts";
import { FORMAT_WORDS, type IdxFile } from "./readData.ts";
import type { TrainingFiles } from "./TrainingFiles.ts";

export type Lack = { message: string; fix: string };

const words = (formats: FrameworkInfo["formats"]) => formats.map((format) => FORMAT_WORDS[format]).join(" or ");

/** The frameworks that learn from a format, by title. */
const takers = (format: DataFormat) =>
  FRAMEWORKS.filter(({ formats }) => formats.includes(format))
    .map(({ title, family }) => `${title} (${family})`)
    .join(", ");

/** What stands between these files and this framework, most important first; nothing when it can train. */
export function whatIsMissing(info: FrameworkInfo, files: TrainingFiles): Lack[] {
  const { data, labels, test, testLabels, parents, module } = files;
  if (info === OWN)
    return module ? [] : [{ message: "Your own framework is a module.", fix: "Choose its .ts or .js file." }];
  const lacks: Lack[] = [];
  if (!data && info.data === "required") {
    lacks.push({
      message: `“${info.title}” learns from ${words(info.formats)}.`,
      fix: "Choose the file to learn from.",
    });
  }
  if (data && info.data !== "none" && !info.formats.includes(data.format)) {
    lacks.push({
      message: `“${info.title}” takes ${words(info.formats)}; “${data.file.name}” is ${FORMAT_WORDS[data.format]}.`,
      fix: `Choose another file, or a framework that takes it: ${takers(data.format)}.`,
    });
  }
  if (data?.format === "csv" && info.target === "required" && data.inspection.columns.length < 2) {
    lacks.push({
      message: `“${data.file.name}” has one column.`,
      fix: "Give one to predict and at least one to predict it from.",
    });
  }
  if (data?.format === "idx" && info.formats.includes("idx")) {
    lacks.push(...labelsLacking(data, labels, "images"));
    if (test?.format === "idx") lacks.push(...labelsLacking(test, testLabels, "test images"));
  }
  if (data && info.data === "none") {
    lacks.push({ message: `“${info.title}” has no use for “${data.file.name}”.`, fix: "Remove it." });
  }
  if (data && test && test.format !== data.format) {
    lacks.push({
      message: `“${test.file.name}” is ${FORMAT_WORDS[test.format]}, and is to test on ${FORMAT_WORDS[data.format]}.`,
      fix: "Choose test data like the data, or remove it.",
    });
  }
  if (info.parents === "none" && parents.length > 0) {
    lacks.push({
      message: `“${parents[0]?.name}” is a model, and “${info.title}” learns from none.`,
      fix: "Remove it, or choose a framework that learns from models: Transfer or Ensemble.",
    });
  }
  if (info.parents === "required" && parents.length === 0) {
    lacks.push({
      message: `“${info.title}” learns from a trained model.`,
      fix: "Choose a minted one, or add a .onnx file.",
    });
  }
  if (module && info.family !== "reinforcement") {
    lacks.push({
      message: `“${module.file.name}” is a module, and “${info.title}” has no use for one.`,
      fix: "Remove it, or choose “Your own” to train with it.",
    });
  }
  return lacks;
}

/** What the labels of images lack; nothing when there is one for each. */
function labelsLacking(images: IdxFile, labels: IdxFile | undefined, what: string): Lack[] {
  const [count] = images.info.dimensions;
  const [labelled] = labels?.info.dimensions ?? [];
  if (labels === undefined) {
    const message = `${what[0]?.toUpperCase()}${what.slice(1)} hold no answers.`;
    return [{ message, fix: "Add the file of their labels, such as …labels-idx1-ubyte." }];
  }
  if (count === labelled) return [];
  return [
    {
      message: `There are ${count} ${what} and ${labelled} labels.`,
      fix: "Choose the labels that belong to these images.",
    },
  ];
}
