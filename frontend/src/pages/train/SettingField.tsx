import type { UseFormRegisterReturn } from "react-hook-form";
import type { Setting } from "../../training/settingsOf.ts";
import { Field } from "../../ui/Field.tsx";
import { Switch } from "../../ui/Switch.tsx";

type Props = { setting: Setting; field: UseFormRegisterReturn; error: string | undefined };

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** What an empty field stands for. */
function emptyWords(setting: Setting): string {
  if (setting.kind === "parts") return setting.parts.join(", ");
  return setting.kind === "list" ? "none" : "automatic";
}

/** One setting of a framework, as a control of its kind. */
export function SettingField({ setting, field, error }: Props) {
  const { title, description, preset, allowed, kind } = setting;
  if (kind === "switch") return <Switch label={title} hint={description} {...field} />;
  const hint = description || capital(allowed);
  return (
    <Field label={title} hint={hint} error={error}>
      {(control) =>
        kind === "choice" ? (
          <select {...control} {...field} className="field">
            {preset === "" && <option value="">automatic</option>}
            {setting.options.map((option) => (
              <option key={option}>{option}</option>
            ))}
          </select>
        ) : (
          <input
            {...control}
            {...field}
            inputMode={kind === "number" ? "decimal" : "text"}
            placeholder={preset || emptyWords(setting)}
            autoComplete="off"
            spellCheck={false}
            className="field"
          />
        )
      }
    </Field>
  );
}
