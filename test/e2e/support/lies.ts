import { writeFile } from "node:fs/promises";
import { digestJson, identify, type Output } from "@blacktail/sdk";
import type { Computed } from "../../../oracle-worker/src/run/compute.ts";

/**
 * How a provider may lie about its work.
 *
 * metric     claims a better model than it made
 * digest     gives bytes for a model that no training made
 * withheld   names a model that it never publishes
 */
export type Lie = "metric" | "digest" | "withheld";

/** What a liar says that it computed; the rest of its worker is honest, and signs and publishes that. */
export async function lieAbout(computed: Computed, lie: Lie): Promise<Computed> {
  switch (lie) {
    case "metric": {
      const { metrics } = computed.output;
      return told(computed, { metrics: { ...metrics, accuracy: (metrics.accuracy ?? 0) + 0.1 } });
    }
    case "digest": {
      const made = computed.files.find(({ artifact }) => artifact.digest === modelOf(computed).digest);
      if (made === undefined) throw new Error("The training left no model to lie about.");
      const bytes = new Uint8Array(made.artifact.size).fill(7);
      await writeFile(made.path, bytes);
      const model = await identify([bytes]);
      const files = computed.files.map((file) => (file === made ? { ...file, artifact: model } : file));
      return told({ ...computed, files }, { artifacts: { ...computed.output.artifacts, model } });
    }
    case "withheld": {
      const { digest } = modelOf(computed);
      return { ...computed, files: computed.files.filter(({ artifact }) => artifact.digest !== digest) };
    }
  }
}

function modelOf({ output }: Computed) {
  const { model } = output.artifacts;
  if (model === undefined) throw new Error("There is no model to lie about.");
  return model;
}

/** The same work with another document, whose digest is what the operator then signs. */
function told(computed: Computed, change: Partial<Output>): Computed {
  const output = { ...computed.output, ...change };
  return { ...computed, output, body: { ...computed.body, outputDigest: digestJson(output) } };
}
