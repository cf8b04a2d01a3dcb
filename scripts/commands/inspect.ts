import { inspectCsv } from "@blacktail/frameworks";
import type { Command } from "commander";
import { plain, result, table } from "../lib/output.ts";

/** `blacktail inspect`: what training would see in a file. */
export function inspectCommand(program: Command): void {
  program
    .command("inspect")
    .description("show what training would see in a CSV file")
    .argument("<file>", "CSV file with a header")
    .option("--target <column>", "the column to predict: shows what would be left out, and why")
    .option("--json", "print one JSON object as the last line")
    .action(async (path: string, options: { target?: string; json?: boolean }) => {
      const report = await inspectCsv({ path, target: options.target });
      result(options.json, { ...report }, () =>
        [
          `${report.rows} ${report.rows === 1 ? "row" : "rows"}${report.task === undefined ? "" : `, a ${report.task}`}`,
          table(
            report.columns.map(({ name, type, missing, unique }) => [
              name,
              `${type}, ${unique} different, ${missing} missing`,
            ]),
          ),
          ...report.warnings.map(plain),
        ].join("\n"),
      );
    });
}
