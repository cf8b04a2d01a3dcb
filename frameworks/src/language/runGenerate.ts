import { guardModel } from "../inference/guard.ts";
import { readModel } from "../inference/readModel.ts";
import type { GenerateReply, Request } from "../process/protocol.ts";
import { openWriter } from "./writer.ts";

/** Runs in the child: checks the model and writes, piece by piece. */
export async function runGenerate(
  { modelPath, maxModelBytes, wish }: Extract<Request, { command: "generate" }>,
  send: (text: string) => void,
): Promise<GenerateReply> {
  const bytes = await readModel(modelPath, maxModelBytes);
  guardModel(bytes);
  const writer = await openWriter(bytes);
  let text = "";
  for await (const piece of writer.write(wish)) {
    text += piece;
    send(piece);
  }
  await writer.release();
  return { text };
}
