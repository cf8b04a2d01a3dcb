import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { headCsv } from "@blacktail/frameworks";

it("takes rows, not lines: a line break inside quotes cuts nothing", async (t) => {
  const dir = await mkdtemp(join(tmpdir(), "blacktail-head-"));
  t.after(() => rm(dir, { recursive: true }));
  const path = join(dir, "notes.csv");
  await writeFile(path, 'id;note\r\n1;"two\nlines"\r\n2;plain\r\n3;"a;b"\r\n');
  assert.equal(await headCsv({ path, rows: 2 }), 'id,note\n1,"two\nlines"\n2,plain\n');
  assert.equal(await headCsv({ path, rows: 9 }), 'id,note\n1,"two\nlines"\n2,plain\n3,a;b\n');
});
