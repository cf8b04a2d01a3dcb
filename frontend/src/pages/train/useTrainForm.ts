import { FRAMEWORKS, type FrameworkInfo } from "@blacktail/sdk/families";
import { useMemo } from "react";
import { type FieldErrors, type UseFormReturn, useForm } from "react-hook-form";
import { useConfig } from "../../config/ConfigContext.ts";
import { postTrainingFlow } from "../../flows/postTraining.ts";
import { inputsText } from "../../flows/trainingInputs.ts";
import { canStage } from "../../training/canStage.ts";
import { OWN } from "../../training/ownFramework.ts";
import { type ReadSettings, readSettings, type TypedSettings } from "../../training/readSettings.ts";
import { type Setting, settingsOf } from "../../training/settingsOf.ts";
import type { TrainingFiles } from "../../training/TrainingFiles.ts";
import { jobMoneyDefaults } from "../../ui/JobMoneyFields.tsx";

type TrainValues = ReturnType<typeof jobMoneyDefaults> & {
  target: string;
  seed: string;
  /** Of a framework of one's own: its name, and its settings as JSON. */
  own: string;
  ownSettings: string;
  /** As typed, by framework and setting, so that nothing is lost by looking at another framework. */
  settings: Record<string, TypedSettings>;
};

export type TrainForm = {
  form: UseFormReturn<TrainValues>;
  info: FrameworkInfo;
  settings: readonly Setting[];
  files: TrainingFiles;
  /** The settings as they are typed now. */
  read: ReadSettings;
  /** What the flow is opened with. */
  flowValues: (values: TrainValues) => Record<string, string>;
};

/** Names a framework among the form's settings. */
export const keyOf = ({ family, name }: FrameworkInfo) => `${family}/${name}`;

/** Settings of all frameworks, as their fields begin. */
const initialSettings = () =>
  Object.fromEntries(
    FRAMEWORKS.map((info) => [
      keyOf(info),
      Object.fromEntries(
        settingsOf(info.config).map(({ name, kind, preset }) => [
          name,
          kind === "switch" ? preset === "true" : kind === "choice" ? preset : "",
        ]),
      ),
    ]),
  );

/** The form of the page: what is typed is checked by the framework's schema and the flow's, before any money moves. */
export function useTrainForm(info: FrameworkInfo, files: TrainingFiles): TrainForm {
  const config = useConfig();
  const settings = useMemo(() => settingsOf(info.config), [info]);
  const own = info === OWN;

  const flowValues = ({ settings: typed, own: ownName, ownSettings, ...rest }: TrainValues) => ({
    ...rest,
    stages: canStage(info) ? rest.stages : "1",
    target: files.data?.format === "csv" && info.target !== "none" ? rest.target : "",
    family: own ? ownName : info.family,
    framework: own ? ownName : info.name,
    settings: own
      ? ownSettings.trim() || "{}"
      : JSON.stringify(readSettings(info.config, settings, typed[keyOf(info)] ?? {}).config),
    inputs: inputsText(files),
  });

  const form = useForm<TrainValues>({
    defaultValues: {
      target: "",
      seed: "",
      own: "",
      ownSettings: "",
      settings: initialSettings(),
      ...jobMoneyDefaults(config.faucet ?? false),
    },
    resolver: (values) => {
      const errors: Record<string, unknown> = {};
      const sentence = (message: string) => ({ type: "invalid", message });
      if (own && !isJsonObject(values.ownSettings)) {
        return { values: {}, errors: { ownSettings: sentence('Settings are a JSON object, such as {"epochs": 10}.') } };
      }
      const issues = postTrainingFlow.schema(config).safeParse(flowValues(values)).error?.issues ?? [];
      for (const { path, message } of issues) {
        const field = path[0] === "family" ? "own" : String(path[0]);
        errors[field] ??= sentence(message);
      }
      if (!own) {
        const found = Object.entries(readSettings(info.config, settings, values.settings[keyOf(info)] ?? {}).errors);
        if (found.length > 0) {
          errors.settings = { [keyOf(info)]: Object.fromEntries(found.map(([name, text]) => [name, sentence(text)])) };
        }
      }
      const valid = Object.keys(errors).length === 0;
      return valid ? { values, errors: {} } : { values: {}, errors: errors as FieldErrors<TrainValues> };
    },
  });

  const read = readSettings(info.config, settings, form.watch("settings")[keyOf(info)] ?? {});
  return { form, info, settings, files, read, flowValues };
}

function isJsonObject(text: string): boolean {
  if (text.trim() === "") return true;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    // The form says what it wants instead.
    return false;
  }
}
