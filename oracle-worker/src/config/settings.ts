import { z } from "zod";
import { address, amount, flag, gwei, prices, token, url, urls, whole } from "./values.ts";

/** Every variable starts with this. */
export const PREFIX = "BLACKTAIL_";

/** What `--help` and errors say about a variable. `secret` values are never printed. */
export type SettingInfo = { help: string; fix: string; secret?: boolean };

const info = (help: string, fix: string, secret = false): SettingInfo & Record<string, unknown> => ({
  help,
  fix,
  secret,
});

const TOKEN_FIX = "give the token alone, without spaces or line breaks";
const TOKEN_FILE_FIX = "give the path of a file only you can read (chmod 600)";

/**
 * All settings, by their variable's name without the prefix. Values arrive as text, from the environment or the file;
 * a prefault is what stands when neither says anything.
 */
export const Settings = z.object({
  CHAIN_RPC_URL: urls
    .prefault("http://127.0.0.1:8545")
    .meta(info("JSON-RPC of the chain; several, separated by commas, are tried in order", "give an http(s) URL")),
  CHAIN_ID: whole(1, Number.MAX_SAFE_INTEGER)
    .optional()
    .meta(
      info("refuse any other chain (default: whatever the RPC says)", "give the chain's number, for example 31337"),
    ),
  ADDRESSES_FILE: z
    .string()
    .optional()
    .meta(
      info(
        "JSON file with the contracts' addresses, for a deployment that the SDK does not know",
        "give a readable file",
      ),
    ),
  PROVIDER: address.meta(info("the provider's address, the one that staked", "give 0x and 40 hexadecimal digits")),
  OPERATOR_KEY: z
    .string()
    .optional()
    .meta(info("private key of the provider's operator (prefer the file)", "give 0x and 64 hexadecimal digits", true)),
  OPERATOR_KEY_FILE: z
    .string()
    .optional()
    .meta(info("file that holds the operator's private key", "give the path of a file only you can read (chmod 600)")),
  ATTESTATION_KEY: z
    .string()
    .optional()
    .meta(
      info(
        "private key that a certifier has certified for the provider, whose word has results audited less often (prefer the file)",
        "give 0x and 64 hexadecimal digits",
        true,
      ),
    ),
  ATTESTATION_KEY_FILE: z
    .string()
    .optional()
    .meta(info("file that holds that key (default: results are not attested)", TOKEN_FILE_FIX)),
  STORAGE_API: url
    .prefault("http://127.0.0.1:8501")
    .meta(info("Kubo RPC API to publish to", "give an http(s) URL, for example http://127.0.0.1:8501")),
  STORAGE_GATEWAYS: urls
    .optional()
    .meta(info("gateways to read from, in order (default: the API)", "give http(s) URLs separated by commas")),
  STORAGE_TOKEN: token
    .optional()
    .meta(info("bearer token that the storage asks of writers (prefer the file)", TOKEN_FIX, true)),
  STORAGE_TOKEN_FILE: z.string().optional().meta(info("file that holds the storage's bearer token", TOKEN_FILE_FIX)),
  PINNING_URL: url
    .optional()
    .meta(
      info(
        "IPFS pinning service that is asked to keep what is published (default: none)",
        "give an http(s) URL and a token, or neither",
      ),
    ),
  PINNING_TOKEN: token.optional().meta(info("bearer token of the pinning service (prefer the file)", TOKEN_FIX, true)),
  PINNING_TOKEN_FILE: z
    .string()
    .optional()
    .meta(info("file that holds the pinning service's bearer token", TOKEN_FILE_FIX)),
  DATA_DIR: z
    .string()
    .min(1, "is empty")
    .prefault("./worker-data")
    .meta(info("folder for journal, inputs and results; one worker each", "give a folder that this user may write")),
  HTTP_HOST: z.string().prefault("127.0.0.1").meta(info("address to listen on", "give an address of this machine")),
  HTTP_PORT: whole(0, 65535)
    .prefault("8571")
    .meta(info("port of /healthz, /metrics and progress; 0 takes a free one", "give a port from 0 to 65535")),
  PUBLIC_URL: url
    .optional()
    .meta(info("announced on chain as the provider's endpoint (default: nothing is announced)", "give an http(s) URL")),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal"], "is no log level")
    .prefault("info")
    .meta(info("trace, debug, info, warn, error or fatal", "give one of those words")),
  POLL_MS: whole(50, 600_000)
    .prefault("1000")
    .meta(info("pause between looks at the chain, ms", "give 50 to 600000 milliseconds")),
  CONCURRENCY: whole(1, 64).prefault("1").meta(info("jobs at a time", "give 1 to 64")),
  SANDBOX: z
    .enum(["auto", "bwrap", "prlimit", "none"], "is no sandbox")
    .prefault("auto")
    .meta(info("around a job's process: auto, bwrap, prlimit or none", "give auto, bwrap, prlimit or none")),
  DEVICES: z
    .enum(["auto", "cpu", "webgpu", "cuda"], "is no device")
    .prefault("auto")
    .meta(
      info(
        "what computes jobs of the profile fp32-gpu: auto (a GPU, if one works), cpu (none), webgpu or cuda",
        "give auto, cpu, webgpu or cuda",
      ),
    ),
  MIN_PRICE_ETH: amount
    .prefault("0")
    .meta(info("least price of a job paid in the native coin", "give for example 0.01")),
  MIN_PRICE_BLACK: amount.prefault("0").meta(info("least price of a job paid in $BLACK", "give for example 5")),
  MIN_PRICES: prices
    .prefault("{}")
    .meta(
      info(
        "other currencies accepted: JSON of token address to least price in its smallest unit",
        'give for example {"0x…": "1000000"}',
      ),
    ),
  MAX_STAKE_LOCK: amount
    .prefault("1000")
    .meta(info("most $BLACK that one job may lock, and so lose", "give for example 1000")),
  MAX_MEMORY_MIB: whole(64, 4_194_304).prefault("4096").meta(info("most memory of a job, MiB", "give at least 64")),
  MAX_CPU_SECONDS: whole(1, 31_536_000).prefault("3600").meta(info("most CPU time of a job, s", "give at least 1")),
  MAX_WALL_SECONDS: whole(1, 31_536_000).prefault("3600").meta(info("most time of a job, s", "give at least 1")),
  MAX_OUTPUT_MIB: whole(1, 4_194_304).prefault("512").meta(info("most output of a job, MiB", "give at least 1")),
  MAX_DATA_MIB: whole(1, 4_194_304).prefault("256").meta(info("most input of a job, MiB", "give at least 1")),
  MARGIN_SECONDS: whole(0, 86_400)
    .prefault("15")
    .meta(info("time kept for publishing and submitting, on top of a job's own, s", "give 0 to 86400")),
  CLAIM_JITTER_MS: whole(0, 60_000)
    .prefault("1500")
    .meta(info("a claim waits up to this long, so that fewer workers pay for a lost race, ms", "give 0 to 60000")),
  TX_STUCK_MS: whole(100, 3_600_000)
    .prefault("30000")
    .meta(info("after this long without being mined a transaction's fee is raised, ms", "give 100 to 3600000")),
  MAX_FEE_GWEI: gwei.prefault("500").meta(info("never offer more than this per gas, gwei", "give for example 80")),
  MIN_BALANCE_ETH: amount.prefault("0.01").meta(info("warn when the operator holds less", "give for example 0.05")),
  REORG_BLOCKS: whole(1, 10_000).prefault("32").meta(info("blocks read again at each look", "give 1 to 10000")),
  LOG_CHUNK_BLOCKS: whole(1, 1_000_000)
    .prefault("5000")
    .meta(info("blocks per log query; halved when the RPC refuses", "give 1 to 1000000")),
  MAX_HEAD_AGE_SECONDS: whole(0, 86_400)
    .prefault("600")
    .meta(info("claim nothing while the newest block is older, s; 0 never minds", "give 0 to 86400")),
  GRACE_MS: whole(0, 600_000)
    .prefault("5000")
    .meta(info("time that a step in hand gets after SIGTERM, ms", "give 0 to 600000")),
  PUBLIC_SERVICE: flag
    .prefault("false")
    .meta(info("also move others' overdue jobs on, and collect the protocol's fees", "give true or false")),
  KEEP_SECONDS: whole(1, 86_400)
    .prefault("300")
    .meta(info("how often it is seen that results of open jobs are still in storage, s", "give 1 to 86400")),
  PANELS: flag
    .prefault("true")
    .meta(
      info("take seats as auditor and referee, which lock stake and are paid", "give true (or on), false (or off)"),
    ),
  PANEL_PATIENCE_SECONDS: whole(0, 86_400)
    .prefault("60")
    .meta(info("an auditor or referee asks so long for what a result names and no store gives, s", "give 0 to 86400")),
});

export type SettingName = keyof (typeof Settings)["shape"];
export type SettingValues = z.output<typeof Settings>;

/** What is known about one setting. */
export function infoOf(name: SettingName): SettingInfo {
  const meta = Settings.shape[name].meta() as Partial<SettingInfo> | undefined;
  return { help: meta?.help ?? "", fix: meta?.fix ?? "", secret: meta?.secret ?? false };
}

/** Names in the order of the help page. */
export const SETTING_NAMES = Object.keys(Settings.shape) as SettingName[];
