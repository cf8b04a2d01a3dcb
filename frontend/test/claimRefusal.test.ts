import assert from "node:assert/strict";
import { test } from "node:test";
import { providerRegistryAbi } from "@blacktail/sdk";
import { encodeErrorResult, parseEther } from "viem";
import { claimRefusal } from "../src/job/claimRefusal.ts";
import { PROVIDER } from "./support/job.ts";

const ETH = { symbol: "ETH", decimals: 18 };

test("a price below the provider's ask is told in the job's currency", () => {
  const args = [PROVIDER, parseEther("0.0475"), parseEther("0.06")] as const;
  const data = encodeErrorResult({ abi: providerRegistryAbi, errorName: "ProviderRegistry_BelowAsk", args });
  const { message } = claimRefusal(data, ETH);
  assert.equal(message, "The job pays you 0.0475 ETH for this stage, and you ask for 0.06 ETH.");
});

test("other refusals are told as the SDK tells them", () => {
  const data = encodeErrorResult({
    abi: providerRegistryAbi,
    errorName: "ProviderRegistry_Closed",
    args: [PROVIDER],
  });
  assert.match(claimRefusal(data, ETH).message, /takes no new work/);
});
