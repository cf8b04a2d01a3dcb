import type { DataFormat } from "../schemas/JobSpec.ts";
import { AnomalyConfig } from "./settings/anomaly.ts";
import { AutoencoderConfig } from "./settings/autoencoder.ts";
import { BaggingConfig } from "./settings/bagging.ts";
import { KMeansConfig } from "./settings/clustering.ts";
import { CnnConfig } from "./settings/cnn.ts";
import { ConsistencyConfig } from "./settings/consistency.ts";
import { DqnConfig } from "./settings/dqn.ts";
import { FineTuningConfig } from "./settings/fineTuning.ts";
import { MixtureConfig } from "./settings/mixture.ts";
import { MlpConfig } from "./settings/mlp.ts";
import { PcaConfig } from "./settings/pca.ts";
import { PolicyGradientConfig } from "./settings/policyGradient.ts";
import { PseudoLabelConfig } from "./settings/pseudoLabel.ts";
import { StackingConfig } from "./settings/stacking.ts";
import { TabularConfig } from "./settings/tabular.ts";
import { TransformerConfig } from "./settings/transformer.ts";
import { VotingConfig } from "./settings/voting.ts";
import type { FrameworkInfo } from "./types.ts";

/** Every framework that comes with Blacktail; the first of a family is its default. */
export const FRAMEWORKS: readonly FrameworkInfo[] = [
  {
    family: "supervised",
    name: "tabular",
    version: "1.0.0",
    title: "Tables",
    summary: "Tells classes apart or estimates a quantity from the columns of a table.",
    data: "required",
    formats: ["csv"],
    target: "required",
    parents: "none",
    config: TabularConfig,
  },
  {
    family: "unsupervised",
    name: "k-means",
    version: "1.0.0",
    title: "k-means",
    summary: "Divides rows into groups around centres.",
    data: "required",
    formats: ["csv"],
    target: "optional",
    parents: "none",
    config: KMeansConfig,
  },
  {
    family: "unsupervised",
    name: "mixture",
    version: "1.0.0",
    title: "Gaussian mixture",
    summary: "Divides rows into overlapping groups of any extent, each with a probability.",
    data: "required",
    formats: ["csv"],
    target: "optional",
    parents: "none",
    config: MixtureConfig,
  },
  {
    family: "unsupervised",
    name: "pca",
    version: "1.0.0",
    title: "Principal components",
    summary: "Describes rows by the few directions along which they differ most.",
    data: "required",
    formats: ["csv"],
    target: "optional",
    parents: "none",
    config: PcaConfig,
  },
  {
    family: "unsupervised",
    name: "autoencoder",
    version: "1.0.0",
    title: "Autoencoder",
    summary: "Describes rows by the few numbers from which a network can rebuild them.",
    data: "required",
    formats: ["csv"],
    target: "optional",
    parents: "none",
    config: AutoencoderConfig,
  },
  {
    family: "unsupervised",
    name: "anomaly",
    version: "1.0.0",
    title: "Anomaly score",
    summary: "Says how unlike the others a row is.",
    data: "required",
    formats: ["csv"],
    target: "optional",
    parents: "none",
    config: AnomalyConfig,
  },
  {
    family: "semi-supervised",
    name: "pseudo-label",
    version: "1.0.0",
    title: "Pseudo-labels",
    summary: "Learns from few labels: what the model is sure of becomes a label.",
    data: "required",
    formats: ["csv"],
    target: "required",
    parents: "none",
    config: PseudoLabelConfig,
  },
  {
    family: "semi-supervised",
    name: "consistency",
    version: "1.0.0",
    title: "Consistency",
    summary: "Learns from few labels: a disturbed row should be told like the row itself.",
    data: "required",
    formats: ["csv"],
    target: "required",
    parents: "none",
    config: ConsistencyConfig,
  },
  {
    family: "reinforcement",
    name: "policy-gradient",
    version: "1.0.0",
    title: "Policy gradient",
    summary: "Learns to act by trying, with a baseline that judges how well it went.",
    data: "optional",
    formats: ["csv"],
    target: "optional",
    parents: "none",
    config: PolicyGradientConfig,
  },
  {
    family: "reinforcement",
    name: "dqn",
    version: "1.0.0",
    title: "Deep Q-network",
    summary: "Learns to act by estimating what each action is worth.",
    data: "optional",
    formats: ["csv"],
    target: "optional",
    parents: "none",
    config: DqnConfig,
  },
  {
    family: "deep",
    name: "mlp",
    version: "1.0.0",
    title: "Deep network",
    summary: "Tells classes apart or estimates a quantity with a deep network.",
    data: "required",
    formats: ["csv"],
    target: "required",
    parents: "none",
    config: MlpConfig,
  },
  {
    family: "deep",
    name: "cnn",
    version: "1.0.0",
    title: "Convolutional network",
    summary: "Tells images apart.",
    data: "required",
    formats: ["idx", "csv"],
    target: "optional",
    parents: "none",
    config: CnnConfig,
  },
  {
    family: "deep",
    name: "transformer",
    version: "1.0.0",
    title: "Transformer",
    summary: "Writes on from a text.",
    data: "required",
    formats: ["text", "csv"],
    target: "optional",
    parents: "none",
    config: TransformerConfig,
  },
  {
    family: "transfer",
    name: "fine-tuning",
    version: "1.0.0",
    title: "Fine-tuning",
    summary: "Carries what a trained model knows over to a task with few examples.",
    data: "required",
    formats: ["csv", "idx"],
    target: "optional",
    parents: "required",
    config: FineTuningConfig,
  },
  {
    family: "ensemble",
    name: "bagging",
    version: "1.0.0",
    title: "Bagging",
    summary: "Lets models vote that each learned from other rows.",
    data: "required",
    formats: ["csv"],
    target: "required",
    parents: "none",
    config: BaggingConfig,
  },
  {
    family: "ensemble",
    name: "stacking",
    version: "1.0.0",
    title: "Stacking",
    summary: "Learns how far to trust each of several kinds of model.",
    data: "required",
    formats: ["csv"],
    target: "required",
    parents: "none",
    config: StackingConfig,
  },
  {
    family: "ensemble",
    name: "voting",
    version: "1.0.0",
    title: "Voting",
    summary: "Joins trained models into one that takes their vote.",
    data: "required",
    formats: ["csv"],
    target: "required",
    parents: "required",
    config: VotingConfig,
  },
];

/**
 * The framework of a family: by name, or its first that takes data of a format.
 *
 * @returns undefined when there is none.
 */
export function frameworkInfo(family: string, name?: string, format?: DataFormat): FrameworkInfo | undefined {
  return FRAMEWORKS.find(
    (info) =>
      info.family === family &&
      (name === undefined || info.name === name) &&
      (name !== undefined || format === undefined || info.formats.includes(format)),
  );
}
