import { expect, type Page } from "@playwright/test";
import { kettles } from "./dataset.ts";
import { confirm, dialog } from "./fixtures.ts";

/** The page's drop zone; where there are several, the first, which is for the data. */
export const dropZone = (page: Page) => page.locator('input[type="file"]').first();

/** Puts a table of kettles on the page's drop zone. */
export async function chooseTable(page: Page, rows: number): Promise<void> {
  await dropZone(page).setInputFiles({ name: "kettles.csv", mimeType: "text/csv", buffer: Buffer.from(kettles(rows)) });
}

/** Chooses a way of learning on the Train page. */
export async function chooseFamily(page: Page, title: string): Promise<void> {
  const families = page.getByRole("group", { name: "Way of learning" });
  await families.getByText(title, { exact: true }).click();
  await expect(families.getByRole("radio", { name: new RegExp(`^${title}`) })).toBeChecked();
}

/** Gives results so long a window to challenge that nobody but the requester can settle while a test runs. */
export async function challengeFor(page: Page, label: string): Promise<void> {
  await page.getByText("Times, attempts and stake").click();
  await page.getByLabel("Time to challenge").selectOption({ label });
}

/** Posts the job that the page's form describes, and goes to its page. */
export async function postJob(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Review and post" }).click();
  await expect(dialog(page)).toContainText("Into escrow");
  await confirm(page, /Job \d+ is open/);
  await dialog(page).getByRole("link", { name: "Watch it" }).click();
  await expect(page).toHaveURL(/\/jobs\/\d+$/);
}

/** The account's ETH credits, as the portfolio shows them. */
export async function ethCredits(page: Page): Promise<number> {
  await page.goto("/portfolio");
  const shown = page.getByRole("listitem").filter({ hasText: "ETH credits" }).locator("p").nth(1);
  await expect(shown).toContainText(" ETH");
  return Number.parseFloat((await shown.textContent()) ?? "");
}
