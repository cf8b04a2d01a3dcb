import { BlacktailError } from "../errors/BlacktailError.ts";
import { reasonOf } from "./fetchBlock.ts";
import { readLimited } from "./readLimited.ts";

/**
 * Asks a pinning service (IPFS Pinning Service API, https://ipfs.github.io/pinning-services-api-spec/) to keep content.
 * It is done when the service took the request; fetching the content may take it a while.
 *
 * @throws BlacktailError `STORAGE_PIN_FAILED`; the content is stored, only the pin is missing
 */
export async function requestPin(
  { url, token }: { url: string; token: string },
  cid: string,
  fetch: typeof globalThis.fetch,
  timeoutMs: number,
): Promise<void> {
  let reason: string;
  let retryable = true;
  try {
    const response = await fetch(`${url.replace(/\/+$/, "")}/pins`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ cid }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = new TextDecoder().decode((await readLimited(response, 65_536)) ?? new Uint8Array());
    const status = statusIn(text);
    if (response.ok && status !== undefined && status !== "failed") return;
    reason = `answered ${response.status}${status === undefined ? "" : ` (${status})`}`;
    retryable = response.status === 429 || response.status >= 500;
  } catch (error) {
    reason = `could not be reached (${reasonOf(error)})`;
  }
  throw new BlacktailError({
    code: "STORAGE_PIN_FAILED",
    message: `${cid} is stored, but the pinning service ${url} ${reason}.`,
    fix: "Check the service's address, token and quota, then store the content again.",
    retryable,
  });
}

function statusIn(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" && "status" in value ? String(value.status) : undefined;
  } catch {
    return undefined;
  }
}
