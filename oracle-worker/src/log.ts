import { BlacktailError, stripCredentials } from "@blacktail/sdk";
import pino from "pino";

export type Log = pino.Logger;

/** Structured logs on stdout, one JSON object a line. Errors are reduced to code, message and fix, without credentials. */
export function createLog(level: string, destination?: pino.DestinationStream): Log {
  const options: pino.LoggerOptions = {
    level,
    base: { service: "oracle-worker" },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describe, jobId: String },
    redact: ["operatorKey", "*.operatorKey", "authorization", "*.authorization"],
  };
  return pino(options, destination ?? pino.destination({ fd: 1, sync: true }));
}

/** What a log line says of an error. */
function describe(error: unknown): Record<string, unknown> {
  if (error instanceof BlacktailError) {
    return { code: error.code, message: error.message, fix: error.fix, cause: messageOf(error.cause) };
  }
  return { message: messageOf(error), stack: error instanceof Error ? stripCredentials(error.stack ?? "") : undefined };
}

/** The first line of whatever was thrown, without credentials. */
export function messageOf(error: unknown): string | undefined {
  if (error === undefined || error === null) return undefined;
  const text = error instanceof Error ? error.message : String(error);
  return stripCredentials(text.split("\n")[0] ?? "").slice(0, 500);
}
