import { BlacktailError } from "@blacktail/sdk";
import { FRAMEWORKS, type FrameworkInfo } from "@blacktail/sdk/families";
import type { Command } from "commander";
import pc from "picocolors";
import { z } from "zod";
import { result, table } from "../lib/output.ts";

/** What JSON Schema says of a setting, as far as it is shown. */
type Setting = {
  title?: string;
  description?: string;
  type?: string;
  enum?: unknown[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
};

/** `blacktail families`: what can be trained, and with which settings. */
export function familiesCommand(program: Command): void {
  program
    .command("families")
    .description("list the learning families, or the settings of one")
    .argument("[name]", "a family, or a framework such as supervised/tabular")
    .option("--json", "print one JSON object as the last line")
    .action((name: string | undefined, options: { json?: boolean }) => {
      const chosen = FRAMEWORKS.filter(
        ({ family, name: own }) => name === undefined || name === family || name === `${family}/${own}` || name === own,
      );
      if (chosen.length === 0) throw unknown(name ?? "");
      const value = chosen.map(({ config, ...info }) => ({ ...info, settings: settingsOf({ config }) }));
      const detailed = name !== undefined;
      result(options.json, { frameworks: value }, () =>
        detailed ? chosen.map(describe).join("\n\n") : table(chosen.map((info) => [idOf(info), info.summary])),
      );
    });
}

const idOf = ({ family, name }: FrameworkInfo) => `${family}/${name}`;

function settingsOf({ config }: Pick<FrameworkInfo, "config">): Record<string, Setting> {
  const { properties = {} } = z.toJSONSchema(config, { io: "input", unrepresentable: "any" });
  return properties as Record<string, Setting>;
}

function describe(info: FrameworkInfo): string {
  const takes = [
    `data: ${info.data}${info.data === "none" ? "" : ` (${info.formats.join(", ")})`}`,
    `target: ${info.target}`,
    `parents: ${info.parents}`,
  ].join(", ");
  const settings = Object.entries(settingsOf(info)).map(([name, setting]): [string, string] => [
    name,
    sentence(setting),
  ]);
  return [`${pc.bold(idOf(info))} ${info.version}`, `${info.summary}\n${pc.dim(takes)}`, table(settings)].join("\n");
}

function sentence({ title, description, type, enum: values, minimum, maximum, default: standard }: Setting): string {
  const range = minimum === undefined || maximum === undefined ? "" : ` ${minimum} to ${maximum}`;
  const kind =
    values === undefined ? `${type ?? "value"}${range}` : values.map((value) => JSON.stringify(value)).join(" | ");
  const fallback = standard === undefined ? "" : `, default ${JSON.stringify(standard)}`;
  return `${description ?? title ?? ""} ${pc.dim(`(${kind}${fallback})`)}`.trim();
}

function unknown(name: string): BlacktailError {
  return new BlacktailError({
    code: "CLI_UNKNOWN_FAMILY",
    message: `There is no family or framework "${name}".`,
    fix: `Name one of ${FRAMEWORKS.map(idOf).join(", ")}.`,
  });
}
