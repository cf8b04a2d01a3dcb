/** Where a provider's worker reports a job; undefined unless its endpoint is an http(s) URL. */
export function progressUrl(endpoint: string | undefined, jobId: string): string | undefined {
  if (!endpoint || !URL.canParse(endpoint)) return undefined;
  const url = new URL(endpoint);
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  return `${url.origin}${url.pathname.replace(/\/$/, "")}/v1/jobs/${encodeURIComponent(jobId)}/progress`;
}
