import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

/** Waits for a condition, at most 20 s. */
export async function sleepUntil(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, "the condition was not met within 20 s");
    await sleep(10);
  }
}
