import { infoOf, PREFIX, SETTING_NAMES, Settings } from "./settings.ts";

/** The text of `--help`: usage and every variable with its default. */
export function helpText(): string {
  const width = Math.max(...SETTING_NAMES.map((name) => name.length)) + PREFIX.length;
  const lines = SETTING_NAMES.map((name) => {
    const standing = defaultOf(name);
    return `  ${(PREFIX + name).padEnd(width)}  ${infoOf(name).help}${standing === undefined ? "" : ` [${standing}]`}`;
  });
  return [
    "blacktail-worker: claims jobs, runs them, attests and submits the results, and is paid.",
    "",
    "usage: npm run worker -- [--config FILE] [--help]",
    "",
    "Settings come from the environment, or from a JSON file with the same names as keys",
    `(--config FILE or ${PREFIX}CONFIG). The environment wins.`,
    "",
    ...lines,
    "",
    "Exit codes: 0 stopped as asked · 1 an error that needs you · 75 try again · 78 wrong settings.",
    "",
  ].join("\n");
}

function defaultOf(name: keyof (typeof Settings)["shape"]): string | undefined {
  const definition: { type: string; defaultValue?: unknown } = Settings.shape[name].def;
  return definition.type === "prefault" ? String(definition.defaultValue) : undefined;
}
