import { z } from "zod";

/** A report longer than this is none. Bytes. */
const MAX_REPORT = 64 * 1024;
const TIMEOUT_MS = 5_000;

const text = z.string().transform((said) => said.slice(0, 200));

/** More reasons than a worker has parts are noise. */
const MAX_REASONS = 20;

/** What a worker says of itself; nothing of it is verified. What is missing or odd is left out. */
const report = z.object({
  ready: z.boolean(),
  reasons: z
    .record(z.string().max(40), text)
    .transform((said) => Object.entries(said).slice(0, MAX_REASONS))
    .catch([]),
  block: z.number().int().nonnegative().optional().catch(undefined),
  devices: z.array(z.string().max(20)).max(10).catch([]),
  warnings: z.array(text).max(20).catch([]),
});
export type WorkerReport = z.output<typeof report>;

/** Where a worker reports on itself; undefined unless the endpoint is an http(s) URL. */
export function healthUrl(endpoint: string): string | undefined {
  if (!URL.canParse(endpoint)) return undefined;
  const url = new URL(endpoint);
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  return `${url.origin}${url.pathname.replace(/\/$/, "")}/healthz`;
}

/**
 * Asks a worker how it is. It may be anyone's, so it gets no credentials and no address of ours, leads nowhere else, and is not read for ever.
 *
 * @throws Error when it does not answer, or not as a worker does
 */
export async function workerHealth(url: string): Promise<WorkerReport> {
  const response = await fetch(url, {
    credentials: "omit",
    referrerPolicy: "no-referrer",
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let body = "";
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    body += decoder.decode(part.value, { stream: true });
    if (body.length > MAX_REPORT) {
      await reader?.cancel();
      throw new Error("The worker’s report is too long.");
    }
  }
  return report.parse(JSON.parse(body));
}
