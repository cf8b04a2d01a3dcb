import type { TrainingReport } from "@blacktail/sdk";
import { Scrollable } from "../ui/Scrollable.tsx";

/** Texts that the model wrote, each after the prompt that it was given. */
export function Samples({ samples }: { samples: NonNullable<TrainingReport["samples"]> }) {
  return (
    <ul className="grid grid-cols-1 gap-3">
      {samples.map(({ prompt, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: samples never move
        <li key={index}>
          <Scrollable
            label={`Sample ${index + 1}`}
            className="max-h-64 overflow-auto rounded-control border border-line bg-ground p-3"
          >
            <p className="font-mono text-sm wrap-anywhere whitespace-pre-wrap">
              <span className="text-accent-ink">{prompt}</span>
              {text}
            </p>
          </Scrollable>
        </li>
      ))}
    </ul>
  );
}
