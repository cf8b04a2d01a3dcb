import type { Plugin } from "vite";

/**
 * Scripts only from our own origin; data from whatever hosts the runtime configuration names (hence the schemes in `connect-src`);
 * pictures only as blobs that were checked against their digest. Styles allow inline because the wallet dialog injects its theme.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self' http: https: ws: wss:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Writes the policy into the built page. Not in dev, where Vite injects an inline script for hot reloading. */
export function contentSecurityPolicy(): Plugin {
  return {
    name: "blacktail-content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: policy }, injectTo: "head-prepend" },
    ],
  };
}
