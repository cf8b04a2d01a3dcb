import assert from "node:assert/strict";
import { test } from "node:test";
import { progressUrl } from "../src/data/progressUrl.ts";

test("a provider's endpoint leads to its progress stream", () => {
  assert.equal(progressUrl("https://gpu.example/worker/", "7"), "https://gpu.example/worker/v1/jobs/7/progress");
});

test("an endpoint that is no http(s) URL is not followed", () => {
  for (const endpoint of [undefined, "", "javascript:alert(1)", "file:///etc/passwd", "gpu.example"]) {
    assert.equal(progressUrl(endpoint, "7"), undefined);
  }
});

test("credentials, queries and odd ids in an endpoint are left out", () => {
  assert.equal(
    progressUrl("http://user:secret@gpu.example/?x=1#y", "7/../8"),
    "http://gpu.example/v1/jobs/7%2F..%2F8/progress",
  );
});
