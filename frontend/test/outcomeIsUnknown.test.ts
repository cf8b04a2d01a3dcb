import assert from "node:assert/strict";
import { test } from "node:test";
import { createPublicClient, http, UserRejectedRequestError } from "viem";
import { outcomeIsUnknown } from "../src/flows/outcomeIsUnknown.ts";

test("a node that cannot be reached leaves open what became of a transaction", async () => {
  // Nobody listens on port 9 of loopback.
  const client = createPublicClient({ transport: http("http://127.0.0.1:9", { retryCount: 0 }) });
  const error = await client.getBlockNumber().catch((caught: unknown) => caught);
  assert.equal(outcomeIsUnknown(error), true);
});

test("a refusal in the wallet is an outcome: nothing was sent", () => {
  assert.equal(outcomeIsUnknown(new UserRejectedRequestError(new Error("no"))), false);
});
