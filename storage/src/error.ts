import { BlacktailError } from "./sdk.ts";

/** HTTP status by error code; codes that are not listed are answered with 500. */
const STATUS: Record<string, number> = {
  STORAGE_BAD_REQUEST: 400,
  STORAGE_UNSUPPORTED: 400,
  CID_INVALID: 400,
  STORAGE_UNAUTHORIZED: 401,
  STORAGE_ORIGIN_REFUSED: 403,
  STORAGE_NOT_FOUND: 404,
  STORAGE_UNKNOWN_ROUTE: 404,
  STORAGE_METHOD: 405,
  STORAGE_IN_USE: 409,
  STORAGE_NOT_CACHED: 412,
  STORAGE_TOO_LARGE: 413,
  STORAGE_RANGE: 416,
  STORAGE_NOT_A_FILE: 422,
  STORAGE_MALFORMED: 422,
  STORAGE_BUSY: 503,
  STORAGE_FULL: 507,
  STORAGE_QUOTA: 507,
};

const NO_SPACE = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

export function failure(code: string, message: string, fix: string, cause?: unknown): BlacktailError {
  return new BlacktailError({ code, message, fix, retryable: code === "STORAGE_BUSY", cause });
}

export function notFound(what: string): BlacktailError {
  return failure(
    "STORAGE_NOT_FOUND",
    `${what} is not stored here.`,
    "Store it here first, or read it from another gateway.",
  );
}

/** Any error as one with a code, a sentence and a fix; `status` is for HTTP. */
export function explain(error: unknown): { status: number; error: BlacktailError } {
  const known = error instanceof BlacktailError ? error : translate(error);
  return { status: STATUS[known.code] ?? 500, error: known };
}

function translate(error: unknown): BlacktailError {
  const code = systemCode(error);
  if (code !== undefined && NO_SPACE.has(code)) {
    return failure(
      "STORAGE_FULL",
      `The disk of the storage is full (${code}), nothing was stored.`,
      "Free space on the disk of BLACKTAIL_STORAGE_DIR, or unpin content and POST /api/v0/repo/gc.",
      error,
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  // The exporter's own errors, for paths that lead nowhere and for blocks that are no UnixFS.
  if (error instanceof Error && error.name === "NotFoundError") return notFound(`The path (${message})`);
  if (error instanceof Error && error.name === "NotUnixFSError") {
    return failure("STORAGE_MALFORMED", `The content is no UnixFS (${message}).`, "Read it by ?format=raw.", error);
  }
  return failure(
    "STORAGE_INTERNAL",
    `The storage failed${code === undefined ? "" : ` (${code})`}.`,
    "Read the storage's log; the entry with this request's time names the cause.",
    error,
  );
}

export function systemCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  return typeof code === "string" ? code : undefined;
}
