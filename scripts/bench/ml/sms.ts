/**
 * sms_accuracy   short messages told as spam or not from their words, on the rows that training held back.
 * sms_spam_f1    F1 of the spam among them, the rarer class.
 */
import { join } from "node:path";
import { trainFile } from "./trainFile.ts";
import type { MlBench } from "./types.ts";

export const sms: MlBench = {
  keys: ["sms_accuracy", "sms_spam_f1"],
  goals: { sms_accuracy: { atLeast: 0.975 }, sms_spam_f1: { atLeast: 0.9 } },
  async run({ data }) {
    // The file has no header: its columns are named by their place.
    const { metrics } = await trainFile({
      framework: "supervised/tabular",
      path: join(data, "sms-spam.tsv"),
      target: "column 1",
      config: {},
    });
    return { sms_accuracy: metrics.accuracy ?? 0, sms_spam_f1: metrics.f1 ?? 0 };
  },
};
