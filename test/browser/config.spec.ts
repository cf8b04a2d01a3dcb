import { expect, test } from "@playwright/test";
import { look } from "./fixtures.ts";

test("a missing configuration is a page that says so", async ({ page }) => {
  await page.route("**/config.json", (route) => route.fulfill({ status: 404, body: "" }));
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "The dApp is not configured" })).toBeVisible();
  await expect(page.getByText("/config.json answered 404")).toBeVisible();
  await look(page, "config-missing");
});

test("a wrong configuration names the wrong value", async ({ page }) => {
  await page.route("**/config.json", (route) =>
    route.fulfill({ json: { chainId: 31337, chainName: "x", rpcUrl: "ftp://x" } }),
  );
  await page.goto("/");
  await expect(page.getByText("must be an http or https URL")).toBeVisible();
  await expect(page.getByText("rpcUrl")).toHaveCount(2);
});

test("a subgraph that is down is said so, and lists say how to try again", async ({ page }) => {
  await page.route("**/subgraphs/**", (route) => route.abort());
  await page.goto("/market");
  await expect(page.getByText("The index does not answer")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("alert")).toContainText("does not answer");
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  await look(page, "index-down");
});
