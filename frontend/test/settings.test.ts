import assert from "node:assert/strict";
import { test } from "node:test";
import { FRAMEWORKS } from "@blacktail/sdk/families";
import { z } from "zod";
import { readSettings } from "../src/training/readSettings.ts";
import { settingsOf } from "../src/training/settingsOf.ts";

const schema = z.strictObject({
  model: z.enum(["auto", "linear"]).default("auto").meta({ title: "Model" }),
  hidden: z.array(z.int().min(1).max(64)).min(1).max(8).default([64, 32]).meta({ title: "Hidden layers" }),
  epochs: z.int().min(1).max(10_000).optional().meta({ title: "Epochs", description: "Passes." }),
  rate: z.number().gt(0).max(10).optional().meta({ title: "Rate" }),
  mark: z.boolean().default(true).meta({ title: "Mark gaps" }),
  ignore: z.array(z.string().min(1)).default([]).meta({ title: "Leave out" }),
  split: z
    .strictObject({ train: z.number().gt(0).lt(1), test: z.number().gt(0).lt(1) })
    .default({ train: 0.8, test: 0.2 })
    .meta({ title: "Split" }),
  parity: z
    .int()
    .refine((value) => value % 2 === 0, "must be even")
    .optional()
    .meta({ title: "Parity" }),
});
const settings = settingsOf(schema);
const read = (typed: Record<string, string | boolean>) => readSettings(schema, settings, typed);

test("settings are read from the schema: kind, preset and what is allowed", () => {
  assert.deepEqual(
    settings.map(({ name, kind, preset, allowed }) => [name, kind, preset, allowed]),
    [
      ["model", "choice", "auto", "one of auto, linear"],
      ["hidden", "list", "64, 32", "1 to 8 values with commas between them, each a whole number from 1 to 64"],
      ["epochs", "number", "", "a whole number from 1 to 10,000"],
      ["rate", "number", "", "a number above 0 and at most 10"],
      ["mark", "switch", "true", "on or off"],
      ["ignore", "list", "", "values with commas between them, each a text"],
      ["split", "parts", "0.8, 0.2", "train, test: with commas between them, each a number above 0 and below 1"],
      ["parity", "number", "", "a whole number"],
    ],
  );
  assert.equal(settings[2]?.description, "Passes.");
  assert.equal(settings[2]?.basic, true);
  assert.equal(settings[4]?.basic, false);
});

test("what is typed becomes the configuration; what is empty or the default is left out", () => {
  assert.deepEqual(read({ model: "auto", hidden: "64, 32", epochs: "", mark: true, ignore: " " }), {
    config: {},
    errors: {},
  });
  assert.deepEqual(
    read({ model: "linear", hidden: "8;4", epochs: "20", rate: "0,5", mark: false, ignore: "a, b", split: "0.5, 0.5" }),
    {
      config: {
        model: "linear",
        hidden: [8, 4],
        epochs: 20,
        rate: 0.5,
        mark: false,
        ignore: ["a", "b"],
        split: { train: 0.5, test: 0.5 },
      },
      errors: {},
    },
  );
});

test("a name with a comma stands in double quotes", () => {
  assert.deepEqual(read({ ignore: 'a, "b,c"' }).config, { ignore: ["a", "b,c"] });
  assert.match(read({ ignore: '"a' }).errors.ignore ?? "", /Leave out/);
});

test("what does not fit is a sentence with the bounds, or the refinement's own", () => {
  const { errors } = read({ hidden: "8, x", epochs: "1.5", rate: "0", split: "0.5", parity: "3", ignore: "a,,b" });
  assert.equal(errors.epochs, "“Epochs” is a whole number from 1 to 10,000; empty leaves it to the framework.");
  assert.match(errors.hidden ?? "", /^“Hidden layers” is 1 to 8 values .* from 1 to 64\.$/);
  assert.match(errors.rate ?? "", /above 0 and at most 10/);
  assert.match(errors.split ?? "", /^“Split” is train, test/);
  assert.match(errors.ignore ?? "", /Leave out/);
  assert.equal(errors.parity, "must be even.");
});

test("every setting of the catalogue has a control, and the defaults need no typing", () => {
  for (const { family, name, config } of FRAMEWORKS) {
    const known = settingsOf(config);
    assert.deepEqual(
      known.filter(({ kind }) => kind === "json").map((setting) => setting.name),
      [],
      `${family}/${name}`,
    );
    const presets = Object.fromEntries(known.map((setting) => [setting.name, setting.preset]));
    assert.deepEqual(readSettings(config, known, presets), { config: {}, errors: {} }, `${family}/${name}`);
  }
});
