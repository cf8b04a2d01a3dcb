import type { FrameworkInfo } from "@blacktail/sdk/families";
import { cx } from "../../lib/cx.ts";
import { FAMILIES } from "../../training/families.ts";

const focus =
  "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-ink cursor-pointer";

type Props = {
  info: FrameworkInfo;
  onFamily: (family: string) => void;
  onFramework: (name: string) => void;
  /** Why this framework is chosen, where the page did it. */
  because?: string | undefined;
};

/** The ways of learning as cards, and under them the frameworks of the one that is chosen. */
export function FamilyChooser({ info, onFamily, onFramework, because }: Props) {
  const frameworks = FAMILIES.find(({ name }) => name === info.family)?.frameworks ?? [];
  return (
    <div className="mb-6 grid gap-5">
      <fieldset>
        <legend className="mb-3 text-xl font-[650] tracking-tight">Way of learning</legend>
        <div className="grid grid-cols-2 gap-3 md:grid-cols-4">
          {FAMILIES.map(({ name, title, summary }) => (
            <label
              key={name}
              className={cx(
                "panel flex flex-col gap-1 p-3.5 transition-colors hover:border-line-strong",
                "has-checked:border-accent has-checked:bg-accent-soft",
                focus,
              )}
            >
              <input
                type="radio"
                name="family"
                className="sr-only"
                checked={name === info.family}
                onChange={() => onFamily(name)}
              />
              <span className="font-semibold wrap-anywhere">{title}</span>
              <span className="text-sm text-muted">{summary}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <div>
        {frameworks.length > 1 && (
          <fieldset className="flex flex-wrap gap-2">
            <legend className="sr-only">Framework</legend>
            {frameworks.map(({ name, title }) => (
              <label
                key={name}
                className={cx(
                  "inline-flex min-h-10 items-center rounded-full border border-line-strong px-4 text-sm",
                  "has-checked:border-accent has-checked:bg-accent has-checked:font-semibold has-checked:text-on-accent",
                  focus,
                )}
              >
                <input
                  type="radio"
                  name="framework"
                  className="sr-only"
                  checked={name === info.name}
                  onChange={() => onFramework(name)}
                />
                {title}
              </label>
            ))}
          </fieldset>
        )}
        <p className="mt-3 text-muted" aria-live="polite">
          <strong className="font-semibold text-ink">{info.title}.</strong> {info.summary} {because}
        </p>
      </div>
    </div>
  );
}
