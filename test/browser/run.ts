/** Runs the browser tests against a stack of their own. Without Chromium they are skipped, except in CI. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { scratchFolder } from "../../scripts/lib/scratch.ts";
import { stackOptions } from "../../scripts/stack/options.ts";
import { type Stack, startStack } from "../../scripts/stack/stack.ts";
import { stopLottery } from "./stopLottery.ts";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const browser = process.env.CHROMIUM ?? BROWSERS.find((path) => existsSync(path));
if (!browser || !existsSync(browser)) {
  const reason = `browser tests need Chromium; none at ${browser ?? BROWSERS.join(", ")}. Install it (apt-get install chromium) or set CHROMIUM.`;
  console.log(`skipped: ${reason}`);
  process.exit(process.env.CI === "true" ? 1 : 0);
}

const { dir: dataDir, remove } = scratchFolder("browser");
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());
let stack: Stack | undefined;
let code = 1;
try {
  stack = await startStack(stackOptions({ dataDir, portBase: 38_500 }), { signal: interrupted.signal });
  process.env.BLACKTAIL_STACK_JSON = join(dataDir, "stack.json");
  await stopLottery();
  const tests = new Promise<number>((done, fail) => {
    const run = spawn("playwright", ["test", "-c", "test/browser/playwright.config.ts", ...process.argv.slice(2)], {
      stdio: "inherit",
      env: { ...process.env, CHROMIUM: browser },
    });
    run.once("error", fail);
    run.once("close", (exit) => done(exit ?? 1));
    interrupted.signal.addEventListener("abort", () => run.kill("SIGTERM"));
  });
  code = await Promise.race([tests, stack.crashed]);
} finally {
  await stack?.stop();
  remove();
}
process.exit(code);
