import type { ServerResponse } from "node:http";
import { CarWriter } from "@ipld/car/writer";
import type { Context } from "../Context.ts";
import { sendStream } from "../http/sendStream.ts";
import { walkDag } from "../store/dag.ts";
import type { Resolved } from "../store/resolve.ts";

/**
 * Sends a CARv1: the blocks passed on the way, then those at the end of the path (all of them, or with
 * `dag-scope=block` only the first). A block that is missing or damaged cuts the connection, so the file is seen to be
 * incomplete.
 */
export async function sendCar(
  { store }: Context,
  res: ServerResponse,
  { cid, root, passed }: Resolved,
  scope: string | null,
) {
  res.setHeader("content-type", "application/vnd.ipld.car; version=1; order=dfs; dups=n");
  if (res.req.method === "HEAD") {
    res.end();
    return;
  }
  const { writer, out } = CarWriter.create([root]);
  const write = async () => {
    const seen = new Set<string>();
    for (const each of passed) {
      seen.add(each.toString());
      await writer.put({ cid: each, bytes: await store.get(each) });
    }
    if (scope === "block") await writer.put({ cid, bytes: await store.get(cid) });
    else {
      for await (const block of walkDag(store, cid, { seen })) {
        if (res.destroyed) return;
        if (block.bytes !== undefined) await writer.put({ cid: block.cid, bytes: block.bytes });
      }
    }
    await writer.close();
  };
  const writing = write().catch((error: unknown) => {
    res.destroy();
    throw error;
  });
  // `writing` may wait for a reader that has left; its outcome counts only when the answer itself went through.
  writing.catch(() => undefined);
  await Promise.race([sendStream(res, out), writing.then(() => new Promise(() => {}))]);
}
