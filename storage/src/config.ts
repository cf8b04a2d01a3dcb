import { z } from "zod";
import { failure } from "./error.ts";

const GIB = 2 ** 30;
const bytes = (fallback: number) => z.coerce.number().int().min(0).default(fallback);

/** Every setting, its default and its rule. The names are environment variables. */
const Environment = z.object({
  BLACKTAIL_STORAGE_DIR: z.string().min(1).default(".data/storage"),
  BLACKTAIL_STORAGE_HOST: z.string().min(1).default("127.0.0.1"),
  BLACKTAIL_STORAGE_PORT: z.coerce.number().int().min(0).max(65_535).default(8501),
  BLACKTAIL_STORAGE_MAX_BYTES: bytes(GIB).pipe(z.number().min(1)),
  BLACKTAIL_STORAGE_QUOTA_BYTES: bytes(0),
  BLACKTAIL_STORAGE_MAX_UPLOADS: z.coerce.number().int().min(1).max(1_000).default(32),
  BLACKTAIL_STORAGE_ORIGINS: z
    .string()
    .default("")
    .transform(parseOrigins)
    .refine(
      (origins) => origins === "*" || origins.every(isOrigin),
      'give origins such as "https://app.example", or *',
    ),
  BLACKTAIL_STORAGE_TOKEN: z.string().min(16, "at least 16 characters").optional(),
  BLACKTAIL_STORAGE_IDLE_MS: z.coerce.number().int().min(100).default(60_000),
  BLACKTAIL_STORAGE_GRACE_MS: z.coerce.number().int().min(0).default(10_000),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
});

export type Config = {
  directory: string;
  host: string;
  /** 0 = any free port. */
  port: number;
  /** Largest upload, in bytes. */
  maxBytes: number;
  /** All blocks together, in bytes; 0 = as much as the disk takes. */
  quotaBytes: number;
  maxUploads: number;
  /** Web origins whose pages may upload; "*" = any. */
  origins: "*" | string[];
  /** Bearer token that the write side asks for, if any. */
  token: string | undefined;
  /** A connection on which nothing moves for this long (milliseconds) is closed. */
  idleMs: number;
  /** How long (milliseconds) requests in flight may take at shutdown. */
  graceMs: number;
  logLevel: string;
};

/**
 * Reads the settings from environment variables; empty ones count as unset.
 *
 * @throws BlacktailError `STORAGE_CONFIG` that names each wrong variable
 */
export function parseConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      const shown = name.endsWith("TOKEN") ? "(hidden)" : `"${env[name]}"`;
      return `${name}=${shown}: ${message}`;
    });
    throw failure(
      "STORAGE_CONFIG",
      `The storage's settings are wrong: ${problems.join("; ")}.`,
      "Correct them; `--help` lists every setting.",
    );
  }
  const settings = parsed.data;
  return {
    directory: settings.BLACKTAIL_STORAGE_DIR,
    host: settings.BLACKTAIL_STORAGE_HOST,
    port: settings.BLACKTAIL_STORAGE_PORT,
    maxBytes: settings.BLACKTAIL_STORAGE_MAX_BYTES,
    quotaBytes: settings.BLACKTAIL_STORAGE_QUOTA_BYTES,
    maxUploads: settings.BLACKTAIL_STORAGE_MAX_UPLOADS,
    origins: settings.BLACKTAIL_STORAGE_ORIGINS,
    token: settings.BLACKTAIL_STORAGE_TOKEN,
    idleMs: settings.BLACKTAIL_STORAGE_IDLE_MS,
    graceMs: settings.BLACKTAIL_STORAGE_GRACE_MS,
    logLevel: settings.LOG_LEVEL,
  };
}

function parseOrigins(text: string): "*" | string[] {
  const list = text
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);
  return list.includes("*") ? "*" : list;
}

/** As a browser sends it: without a path, or a slash at the end, it would never match. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
