import { createInterface } from "node:readline/promises";
import { BlacktailError } from "@blacktail/sdk";

/**
 * Asks before something that cannot be taken back.
 * @throws BlacktailError `CLI_NOT_CONFIRMED` when the answer is no, or when there is nobody to ask.
 */
export async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new BlacktailError({
      code: "CLI_NOT_CONFIRMED",
      message: `${question} Nobody is there to answer.`,
      fix: "Add --yes to answer in advance.",
    });
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(`${question} [y/N] `);
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    prompt.close();
  }
  throw new BlacktailError({ code: "CLI_NOT_CONFIRMED", message: "Nothing was done.", fix: "Answer y to go on." });
}
