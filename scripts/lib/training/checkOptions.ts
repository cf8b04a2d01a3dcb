import { headCsv } from "@blacktail/frameworks";
import { BlacktailError } from "@blacktail/sdk";
import { FRAMEWORKS, type FrameworkInfo, frameworkInfo } from "@blacktail/sdk/families";
import type { LocalInput } from "./files.ts";
import type { TrainingOptions } from "./options.ts";

/** What a training is asked for with; the same as the options, but for the data's format. */
type Asked = Pick<TrainingOptions, "target" | "labels" | "parent" | "test" | "testLabels"> & {
  family: string;
  name: string | undefined;
  data: LocalInput | undefined;
  testData: LocalInput | undefined;
};

/**
 * Whether the options suit a framework of the catalogue, told in the words of the options rather than of the specification.
 *
 * @throws BlacktailError `CLI_UNKNOWN_FAMILY` listing those there are; `CLI_OPTION_MISSING`, `CLI_OPTION_USELESS`; `DATA_…`
 */
export async function checkOptions(asked: Asked): Promise<void> {
  const { family, name, data, testData, target, parent = [] } = asked;
  const info = frameworkInfo(family, name, data?.stored.format) ?? frameworkInfo(family, name);
  if (info === undefined) throw unknownFramework(family, name);
  const of = `${info.family}/${info.name}`;
  if (data === undefined && info.data === "required") {
    throw missing(
      `${of} learns from a file, and none is given.`,
      `Name it with --data (${info.formats.join(" or ")}).`,
    );
  }
  if (data?.stored.format === "csv" && info.formats.includes("csv")) {
    if (target === undefined && info.target === "required") {
      const [header = ""] = (await headCsv({ path: data.path, rows: 1 })).split("\n");
      const writer =
        family === "deep" && name === undefined
          ? ", or let a language model learn its texts with --name transformer"
          : "";
      throw missing(
        `${of} predicts a column, and nothing says which.`,
        `Name it with --target; the columns are ${header.replaceAll(",", ", ")}${writer}.`,
      );
    }
    if (target !== undefined && info.target === "none") throw useless(of, "target");
  }
  if (parent.length === 0 && info.parents === "required") {
    throw missing(
      `${of} learns from a trained model, and none is given.`,
      "Name its .onnx file, or the folder that `train --out` made, with --parent.",
    );
  }
  if (parent.length > 0 && info.parents === "none") throw useless(of, "parent");
  checkLabels(info, "labels", "data", data, asked.labels);
  checkLabels(info, "test-labels", "test", testData, asked.testLabels);
}

/** Images of the IDX format hold no labels; other data holds its own. */
function checkLabels(
  { family, name, formats }: FrameworkInfo,
  option: "labels" | "test-labels",
  file: "data" | "test",
  input: LocalInput | undefined,
  labels: string | undefined,
): void {
  const bare = input?.stored.format === "idx" && formats.includes("idx");
  if (bare && labels === undefined) {
    throw missing(
      `The images of --${file} hold no labels, and none are given.`,
      `Name the file of their labels with --${option}.`,
    );
  }
  if (!bare && labels !== undefined) throw useless(`${family}/${name}`, option);
}

function unknownFramework(family: string, name: string | undefined): BlacktailError {
  const own = FRAMEWORKS.filter((info) => info.family === family).map((info) => info.name);
  const families = [...new Set(FRAMEWORKS.map((info) => info.family))];
  const known = own.length > 0;
  return new BlacktailError({
    code: "CLI_UNKNOWN_FAMILY",
    message: known ? `There is no framework "${name}" in the family ${family}.` : `There is no family "${family}".`,
    fix: known
      ? `Give --name with one of ${own.join(", ")}, or with --module one of your own.`
      : `Give --family with one of ${families.join(", ")}, or with --module one of your own.`,
  });
}

const missing = (message: string, fix: string) => new BlacktailError({ code: "CLI_OPTION_MISSING", message, fix });

const useless = (framework: string, option: string) =>
  new BlacktailError({
    code: "CLI_OPTION_USELESS",
    message: `${framework} has no use for --${option} here.`,
    fix: `Leave --${option} out, or choose another framework: \`blacktail families\` lists them.`,
  });
