import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "../Context.ts";
import { sendStream } from "../http/sendStream.ts";
import { openFile } from "../sdk.ts";
import { resolvePath } from "../store/resolve.ts";
import { byteParameter, pathArgument } from "./argument.ts";

/** POST /api/v0/cat?arg=PATH: the file's bytes (from `offset`, `length` of them). */
export async function cat({ store }: Context, _req: IncomingMessage, res: ServerResponse, query: URLSearchParams) {
  const { cid } = await resolvePath(store, pathArgument(query));
  const file = await openFile(cid, (each) => store.get(each));
  const offset = Math.min(byteParameter(query, "offset") ?? 0, file.size);
  const length = Math.min(byteParameter(query, "length") ?? file.size, file.size - offset);
  res.writeHead(200, { "content-type": "application/octet-stream", "content-length": length, "x-stream-output": "1" });
  await sendStream(res, file.read({ offset, length }));
}
