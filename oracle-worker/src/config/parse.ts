import { readFileSync } from "node:fs";
import { BlacktailError, type StorageOptions, stripCredentials } from "@blacktail/sdk";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { infoOf, PREFIX, SETTING_NAMES, type SettingName, Settings, type SettingValues } from "./settings.ts";
import { token } from "./values.ts";

type Secret =
  | "OPERATOR_KEY"
  | "OPERATOR_KEY_FILE"
  | "ATTESTATION_KEY"
  | "ATTESTATION_KEY_FILE"
  | "STORAGE_TOKEN"
  | "STORAGE_TOKEN_FILE"
  | "PINNING_TOKEN"
  | "PINNING_TOKEN_FILE";

/** The settings with the operator's key read in; what else is secret in them has been dropped. */
export type Config = Omit<SettingValues, Secret> & {
  /** Signs for the operator. The raw key lives in its closure only. */
  operator: PrivateKeyAccount;
  /** Attests to results, if a key for that is given. */
  attester: PrivateKeyAccount | undefined;
  /** How to reach the storage, with the tokens for it. A function, so that they are in nothing that is printed. */
  storageOptions: () => StorageOptions;
  /** Files that may hold the key or a token: no job's process may see them. */
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
  const { OPERATOR_KEY, OPERATOR_KEY_FILE, ATTESTATION_KEY, ATTESTATION_KEY_FILE, ...others } = result.data;
  const { STORAGE_TOKEN, STORAGE_TOKEN_FILE, PINNING_TOKEN, PINNING_TOKEN_FILE, ...rest } = others;
  const hidden = [path, OPERATOR_KEY_FILE, ATTESTATION_KEY_FILE, STORAGE_TOKEN_FILE, PINNING_TOKEN_FILE].flatMap(
    (each) => (each === undefined || each === "" ? [] : [each]),
  );
  const storage = storageOptionsOf(rest, {
    storage: readToken("STORAGE_TOKEN", STORAGE_TOKEN, STORAGE_TOKEN_FILE),
    pinning: readToken("PINNING_TOKEN", PINNING_TOKEN, PINNING_TOKEN_FILE),
  });
  const operator = readAccount("operator", OPERATOR_KEY, OPERATOR_KEY_FILE);
  if (operator === undefined) {
    throw configError([
      `${PREFIX}OPERATOR_KEY_FILE is missing: give the path of a file with the operator's private key.`,
    ]);
  }
  const attester = readAccount("attestation", ATTESTATION_KEY, ATTESTATION_KEY_FILE);
  return { ...rest, hidden, operator, attester, storageOptions: () => storage };
}

function storageOptionsOf(
  { STORAGE_API, STORAGE_GATEWAYS, PINNING_URL }: Omit<SettingValues, Secret>,
  tokens: { storage: string | undefined; pinning: string | undefined },
): StorageOptions {
  if ((PINNING_URL === undefined) !== (tokens.pinning === undefined)) {
    const [there, missing] =
      PINNING_URL === undefined ? ["PINNING_TOKEN", "PINNING_URL"] : ["PINNING_URL", "PINNING_TOKEN_FILE"];
    throw configError([`${PREFIX}${missing} is missing, while ${PREFIX}${there} is set: give both or neither.`]);
  }
  return {
    api: STORAGE_API,
    ...(STORAGE_GATEWAYS === undefined ? {} : { gateways: STORAGE_GATEWAYS }),
    ...(tokens.storage === undefined ? {} : { headers: { authorization: `Bearer ${tokens.storage}` } }),
    ...(PINNING_URL === undefined || tokens.pinning === undefined
      ? {}
      : { pinning: { url: PINNING_URL, token: tokens.pinning } }),
  };
}

/** A token from its file, which wins, or from the variable itself. */
function readToken(name: SettingName, inline: string | undefined, file: string | undefined): string | undefined {
  if (file === undefined) return inline;
  const result = token.safeParse(readText(file, "token file"));
  if (result.success) return result.data;
  throw configError([
    `${PREFIX}${name}_FILE (${file}) holds no token (value hidden): it must hold the token alone, in visible characters.`,
  ]);
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

/** The account of a key from its file, which wins, or from the variable itself; undefined without either. */
function readAccount(
  whose: "operator" | "attestation",
  inline: string | undefined,
  file: string | undefined,
): PrivateKeyAccount | undefined {
  const name = `${PREFIX}${whose.toUpperCase()}_KEY`;
  const from = file === undefined ? name : `${name}_FILE (${file})`;
  const text = file === undefined ? inline : readText(file, `${whose} key file`);
  if (text === undefined) return undefined;
  const digits = text.trim().replace(/^0x/, "");
  if (!/^[0-9a-fA-F]{64}$/.test(digits) || /^0+$/.test(digits)) {
    throw configError([`${from} holds no private key (value hidden): it must be 0x and 64 hexadecimal digits.`]);
  }
  return privateKeyToAccount(`0x${digits}`);
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
