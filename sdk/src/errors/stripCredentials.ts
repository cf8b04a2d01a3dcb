const URL_PATTERN = /\b([a-z][a-z0-9+.-]*:\/\/)([^\s"'<>`\\]+)/gi;

/** A path segment of this length and alphabet is an API key, unless it is a CID, a digest or an address. */
const KEY_PATTERN = /^[A-Za-z0-9_-]{16,}$/;
const PUBLIC_PATTERN = /^(baf[a-z2-7]{20,}|Qm[1-9A-HJ-NP-Za-km-z]{44}|0x[0-9a-fA-F]{40}([0-9a-fA-F]{24})?)$/;

/**
 * Removes what may be secret from each URL in a text: user and password, API keys in the path, values of the query.
 *
 * @example
 * stripCredentials("at https://me:pw@rpc.example/v3/0123456789abcdef0123?key=1");
 * // "at https://rpc.example/v3/…?key=…"
 */
export function stripCredentials(text: string): string {
  return text.replace(URL_PATTERN, (_, scheme: string, rest: string) => scheme + stripRest(rest));
}

function stripRest(rest: string): string {
  // The fragment never reaches a server and is not needed to find one.
  const [beforeFragment = ""] = rest.split("#");
  const queryAt = beforeFragment.indexOf("?");
  const beforeQuery = queryAt < 0 ? beforeFragment : beforeFragment.slice(0, queryAt);
  const [authority = "", ...segments] = beforeQuery.split("/");
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  // A raw password may itself hold a slash: then the part after it still ends with `@host`.
  const lastAt = segments.findLastIndex((segment) => segment.includes("@"));
  const path = lastAt < 0 ? segments : segments.slice(lastAt + 1);
  const realHost = lastAt < 0 ? host : (segments[lastAt]?.split("@").at(-1) ?? host);
  const query = queryAt < 0 ? "" : `?${beforeFragment.slice(queryAt + 1).replace(/=[^&]*/g, "=…")}`;
  return [realHost, ...path.map(stripSegment)].join("/") + query;
}

function stripSegment(segment: string): string {
  // Punctuation that ends a sentence belongs to the text around the URL.
  const [, core = "", tail = ""] = /^(.*?)([.,;:)\]]*)$/.exec(segment) ?? [];
  return KEY_PATTERN.test(core) && !PUBLIC_PATTERN.test(core) ? `…${tail}` : segment;
}
