import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { readStack } from "./stackInfo.ts";

/** Debian's Chromium; it may reach this machine and nothing else. */
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: "*.spec.ts",
  // Failures leave traces and pictures; none of that belongs into the repository.
  outputDir: join(process.env.BLACKTAIL_SCREENSHOTS ?? tmpdir(), "blacktail-browser-failures"),
  fullyParallel: false,
  workers: 1,
  timeout: 240_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    baseURL: readStack().dappUrl,
    video: "off",
    actionTimeout: 15_000,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-features=AutofillServerCommunication",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
      ],
    },
  },
});
