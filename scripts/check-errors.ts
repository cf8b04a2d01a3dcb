/** Part of `npm run check`: every error code that the TypeScript throws stands in docs/errors.md, and none stands there in vain. */
import { globSync, readFileSync } from "node:fs";

const SOURCES = [
  "{sdk,frameworks,storage,oracle-worker,frontend}/src/**/*.{ts,tsx}",
  "subgraph/lib/**/*.ts",
  "scripts/**/*.ts",
  "ignition/*.ts",
];
/** A code where an error is made: the field `code`, or the first argument of a function that makes one. */
const THROWN = /(?:\bcode:\s*|\b[a-z]\w*\(\s*)"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"/g;
const DOCUMENTED = /`([A-Z][A-Z0-9_]+)`/g;
/** Looks like a code and is none. */
const NOT_CODES = /^((BLACKTAIL|GRAPH_STORE|ETHEREUM|ORT|NODE|LOG)_|NATIVE$|[A-Z_]+_TOKEN$)/;

const thrown = new Map<string, string>();
const files = SOURCES.flatMap((pattern) => globSync(pattern)).filter((file) => !file.includes("generated"));
const texts = files.map((file) => readFileSync(file, "utf8"));
for (const [index, text] of texts.entries())
  for (const [, code] of text.matchAll(THROWN)) if (code && !NOT_CODES.test(code)) thrown.set(code, files[index] ?? "");
const documented = new Set([...readFileSync("docs/errors.md", "utf8").matchAll(DOCUMENTED)].map(([, code]) => code));

const idle = [...documented].filter(
  (code) => code && !NOT_CODES.test(code) && !texts.some((text) => text.includes(`"${code}"`)),
);
const missing = [...thrown].filter(([code]) => !documented.has(code));
for (const [code, file] of missing.sort()) console.error(`${code}, thrown in ${file}, is missing in docs/errors.md.`);
for (const code of idle) console.error(`${code} stands in docs/errors.md, but nothing throws it.`);
process.exit(missing.length + idle.length === 0 ? 0 : 1);
