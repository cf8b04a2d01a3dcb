import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContext, expect, type Page } from "@playwright/test";
import { readStack } from "./stackInfo.ts";
import { TestWallet } from "./testWallet.ts";

const stack = readStack();

/** Pictures are for people to look at: they are taken only where a folder for them is named, as they take time. */
const screenshots = process.env.BLACKTAIL_SCREENSHOTS;

export type Visitor = { context: BrowserContext; page: Page; wallet: TestWallet; problems: string[] };

/** A browser with a wallet of its own, whose console errors and requests to other hosts are collected. */
export async function visit(browser: Browser, index: number): Promise<Visitor> {
  const context = await browser.newContext({
    // What fades in has no contrast yet, and a page may change at any moment.
    reducedMotion: "reduce",
    viewport: { width: 1280, height: 860 },
    colorScheme: "dark",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const wallet = new TestWallet({ mnemonic: stack.mnemonic, index, rpcUrl: stack.rpcUrl, chainId: stack.chainId });
  await wallet.install(context);
  const page = await context.newPage();
  const problems: string[] = [];
  watch(page, problems);
  return { context, page, wallet, problems };
}

function watch(page: Page, problems: string[]): void {
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`page: ${error.message}`));
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    const isLocal =
      hostname === "127.0.0.1" || hostname === "localhost" || protocol === "blob:" || protocol === "data:";
    if (!isLocal) problems.push(`external request: ${request.url()}`);
  });
}

/** Connects the visitor's wallet through the wallet list. */
export async function connect({ page, wallet }: Visitor): Promise<void> {
  await page.getByRole("banner").getByRole("button", { name: "Connect wallet" }).click();
  await page.getByTestId(`rk-wallet-option-${wallet.rdns}`).click();
  await expect(accountButton(page)).toBeVisible();
}

export const accountButton = (page: Page) => page.getByRole("banner").getByRole("button", { name: /^Account 0x/ });

/** The open flow's dialog. */
export const dialog = (page: Page) => page.getByRole("dialog");

/** Confirms the flow that is open and waits until it is indexed. */
export async function confirm(page: Page, outcome: RegExp): Promise<void> {
  await dialog(page).getByRole("button", { name: "Confirm" }).click();
  await finish(page, outcome);
}

/** Closes the flow that is finished. */
export const done = (page: Page) => dialog(page).getByRole("button", { name: "Done" }).click();

/** Waits until the flow that runs is indexed. */
export async function finish(page: Page, outcome: RegExp): Promise<void> {
  await expect(dialog(page).getByRole("status")).toContainText(outcome, { timeout: 60_000 });
  await expect(dialog(page)).toContainText("Indexed");
}

const TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"];

/** What depends on the theme and not on the page's structure. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** Fails on what an automatic check finds against WCAG 2.2 AA; `rules` are all unless named. */
async function expectAccessible(page: Page, rules?: string[]): Promise<void> {
  // What was put on the page just now has its colours with the next frame.
  await page.locator("html").evaluate(async (html) => {
    const frame = () => new Promise((drawn) => html.ownerDocument.defaultView.requestAnimationFrame(drawn));
    await frame();
    await frame();
  });
  // No page has frames of another origin, for which the check would open a page of its own each time.
  const check = new AxeBuilder({ page }).setLegacyMode(true);
  const { violations } = await (rules ? check.withRules(rules) : check.withTags(TAGS)).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  expect(found).toEqual([]);
}

/** A phone changes the structure, which one theme tells; the other theme of a width changes colours only. */
const views = [
  { width: 1280, height: 860, theme: "dark", rules: undefined },
  { width: 1280, height: 860, theme: "light", rules: COLOUR_RULES },
  { width: 390, height: 844, theme: "light", rules: undefined },
];

/** Checks the page in both themes and both widths; with `BLACKTAIL_SCREENSHOTS` set, leaves a picture of each there. */
export async function look(page: Page, name: string): Promise<void> {
  const before = page.viewportSize() ?? { width: 1280, height: 860 };
  const themeBefore = await page.locator("html").getAttribute("data-theme");
  for (const { width, height, theme, rules } of views) {
    await page.setViewportSize({ width, height });
    await setTheme(page, theme);
    await expectAccessible(page, rules);
    const overflow = await page.locator("html").evaluate((html) => html.scrollWidth - html.clientWidth);
    expect(overflow, `${name} is ${overflow} px wider than a screen of ${width} px`).toBeLessThanOrEqual(0);
    if (screenshots)
      await page.screenshot({ path: join(screenshots, `${name}-${width}-${theme}.png`), fullPage: true });
  }
  await setTheme(page, themeBefore ?? "dark");
  await page.setViewportSize(before);
}

const setTheme = (page: Page, theme: string) =>
  page.locator("html").evaluate((html, value) => html.setAttribute("data-theme", value), theme);
