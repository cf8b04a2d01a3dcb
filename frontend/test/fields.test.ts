import assert from "node:assert/strict";
import { test } from "node:test";
import { addressField } from "../src/flows/addressField.ts";
import { amountField } from "../src/flows/amountField.ts";
import { orEmpty } from "../src/flows/orEmpty.ts";

test("a field that may be empty says what is wrong with what is not", () => {
  const saysOf = (text: string) =>
    orEmpty(amountField)
      .safeParse(text)
      .error?.issues.map(({ message }) => message);
  assert.equal(orEmpty(amountField).parse("  "), undefined);
  assert.equal(orEmpty(amountField).parse(" 2.5 "), 2_500_000_000_000_000_000n);
  assert.deepEqual(saysOf("much"), ["Enter an amount such as 2.5, with at most 18 decimals."]);
  assert.deepEqual(saysOf("0"), ["Enter more than 0."]);
  const address = `0x${"ab".repeat(20)}`;
  assert.equal(orEmpty(addressField).parse(address), address);
  assert.equal(orEmpty(addressField).safeParse("0x12").success, false);
});
