import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { FRAMEWORKS, frameworkInfo } from "@blacktail/sdk/families";

const folder = new URL("../recipes", import.meta.url).pathname;
const recipes = globSync(`${folder}/*.json`).map((path) => JSON.parse(readFileSync(path, "utf8")));

test("every family has a recipe, and every recipe's settings are its framework's", () => {
  for (const { family, name, config } of recipes) {
    const info = frameworkInfo(family, name);
    assert.ok(info, `${family}/${name}`);
    assert.deepEqual(info.config.safeParse(config).error?.issues ?? [], [], `${family}/${name}`);
  }
  const families = new Set(FRAMEWORKS.map(({ family }) => family));
  assert.deepEqual(new Set(recipes.map(({ family }) => family)), families);
});
