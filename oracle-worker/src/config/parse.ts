import { readFileSync } from "node:fs";
import { BlacktailError, stripCredentials } from "@blacktail/sdk";
import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { infoOf, PREFIX, SETTING_NAMES, type SettingName, Settings, type SettingValues } from "./settings.ts";

/** The settings with the operator's key read in; what else is secret in them has been dropped. */
export type Config = Omit<SettingValues, "OPERATOR_KEY" | "OPERATOR_KEY_FILE"> & {
  /** Signs for the operator. The raw key lives in its closure only. */
  operator: ReturnType<typeof privateKeyToAccount>;
  /** Files that may hold the key: no job's process may see them. */
  hidden: readonly string[];
};

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings once, from the environment and an optional JSON file (the environment wins).
 *
 * @throws BlacktailError `WORKER_CONFIG`: the message lists every missing or wrong variable, each with its value and the fix.
 */
export function parseConfig(environment: Environment, file?: string): Config {
  const path = file ?? environment[`${PREFIX}CONFIG`];
  const raw = { ...readFile(path), ...fromEnvironment(environment) };
  const result = Settings.safeParse(raw);
  if (!result.success) {
    throw configError(result.error.issues.map((issue) => lineOf(String(issue.path[0]), issue.message, raw)));
  }
  const { OPERATOR_KEY, OPERATOR_KEY_FILE, ...rest } = result.data;
  const hidden = [path, OPERATOR_KEY_FILE].flatMap((each) => (each === undefined || each === "" ? [] : [each]));
  return { ...rest, hidden, operator: privateKeyToAccount(readKey(OPERATOR_KEY, OPERATOR_KEY_FILE)) };
}

function fromEnvironment(environment: Environment): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of SETTING_NAMES) {
    const value = environment[PREFIX + name];
    // An empty variable is how compose files say "not set".
    if (value !== undefined && value.trim() !== "") found[name] = value;
  }
  return found;
}

function readFile(path: string | undefined): Record<string, string> {
  if (path === undefined || path === "") return {};
  const json = parseObject(readText(path, "settings file"), path);
  const found: Record<string, string> = {};
  const problems: string[] = [];
  for (const [key, value] of Object.entries(json)) {
    const name = key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key;
    if (!isSetting(name)) problems.push(`${key} in ${path} is no setting: see --help for the names.`);
    else if (typeof value === "object" && value !== null) found[name] = JSON.stringify(value);
    else if (value !== null) found[name] = String(value);
  }
  if (problems.length > 0) throw configError(problems);
  return found;
}

function parseObject(text: string, path: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw configError([`The settings file ${path} is not JSON: correct it, or leave it out.`], cause);
  }
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return { ...json };
  throw configError([`The settings file ${path} holds no JSON object: write {"BLACKTAIL_PROVIDER": "0x…", …}.`]);
}

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw configError([`The ${what} ${path} cannot be read: give the path of a file that this user may read.`], cause);
  }
}

function readKey(inline: string | undefined, file: string | undefined): Hex {
  const from = file === undefined ? `${PREFIX}OPERATOR_KEY` : `${PREFIX}OPERATOR_KEY_FILE (${file})`;
  const text = file === undefined ? inline : readText(file, "operator key file");
  if (text === undefined) {
    throw configError([
      `${PREFIX}OPERATOR_KEY_FILE is missing: give the path of a file with the operator's private key.`,
    ]);
  }
  const digits = text.trim().replace(/^0x/, "");
  if (!/^[0-9a-fA-F]{64}$/.test(digits) || /^0+$/.test(digits)) {
    throw configError([`${from} holds no private key (value hidden): it must be 0x and 64 hexadecimal digits.`]);
  }
  return `0x${digits}`;
}

function isSetting(name: string): name is SettingName {
  return Object.hasOwn(Settings.shape, name);
}

function lineOf(path: string, message: string, raw: Record<string, string>): string {
  if (!isSetting(path)) return `${path}: ${message}.`;
  const { fix, secret } = infoOf(path);
  const value = raw[path];
  if (value === undefined) return `${PREFIX}${path} is missing: ${fix}.`;
  const shown = secret ? "(hidden)" : `"${stripCredentials(value).slice(0, 200)}"`;
  return `${PREFIX}${path} is ${shown}, which ${message}: ${fix}.`;
}

function configError(lines: string[], cause?: unknown): BlacktailError {
  return new BlacktailError({
    code: "WORKER_CONFIG",
    message: lines.join("\n"),
    fix: "Correct the settings named above; --help lists them all.",
    cause,
  });
}
