import { FRAMEWORKS, frameworkInfo } from "@blacktail/sdk/families";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { OWN } from "../training/ownFramework.ts";
import { FORMAT_WORDS } from "../training/readData.ts";
import type { TrainingFiles } from "../training/TrainingFiles.ts";
import { LinkButton } from "../ui/Button.tsx";
import { PageHeader } from "../ui/PageHeader.tsx";
import { Section } from "../ui/Section.tsx";
import { DataSection } from "./train/DataSection.tsx";
import { FamilyChooser } from "./train/FamilyChooser.tsx";
import { TrainForm } from "./train/TrainForm.tsx";
import { TrainSettings } from "./train/TrainSettings.tsx";
import { useTrainForm } from "./train/useTrainForm.ts";

/** The framework that the address names, or else the family's first that takes the data. */
function chosenFramework(params: URLSearchParams, files: TrainingFiles) {
  const family = params.get("family") ?? "supervised";
  if (family === OWN.family) return { info: OWN, because: undefined };
  const named = frameworkInfo(family, params.get("framework") ?? "");
  const first = frameworkInfo(family) ?? FRAMEWORKS[0];
  const format = files.data?.format;
  const fitting = format && frameworkInfo(family, undefined, format);
  const info = named ?? fitting ?? first;
  if (!info) throw new Error("The catalogue holds no framework.");
  return {
    info,
    because: !named && format && info !== first ? `Chosen because it takes ${FORMAT_WORDS[format]}.` : undefined,
  };
}

export function Train() {
  const [params, setParams] = useSearchParams();
  const [files, setFiles] = useState<TrainingFiles>({ parents: [] });
  const { info, because } = chosenFramework(params, files);
  const train = useTrainForm(info, files);
  const choose = (next: Record<string, string>) => setParams(next, { replace: true, preventScrollReset: true });

  return (
    <>
      <PageHeader
        title="Train"
        lead="Say how to learn and from what, and name a budget. Providers do the rest, and are paid only for a result that stands."
        actions={
          <LinkButton look="secondary" to="/train/compare">
            Compare runs
          </LinkButton>
        }
      />
      <FamilyChooser
        info={info}
        because={because}
        onFamily={(family) => choose({ family })}
        onFramework={(framework) => choose({ family: info.family, framework })}
      />
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="grid grid-cols-1 gap-6">
          <Section title="Data">
            <DataSection train={train} onFiles={setFiles} />
          </Section>
          <Section title="Settings">
            <TrainSettings train={train} />
          </Section>
        </div>
        <Section title="Budget">
          <TrainForm train={train} />
        </Section>
      </div>
    </>
  );
}
