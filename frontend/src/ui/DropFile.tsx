import { type DragEvent, useId, useState } from "react";
import { cx } from "../lib/cx.ts";
import { Icon } from "./Icon.tsx";

/** A place to drop a file on, which is also a button that opens the file chooser. */
export function DropFile({
  label,
  hint,
  chosen,
  onFile,
}: {
  label: string;
  hint: string;
  chosen?: string | undefined;
  onFile: (file: File) => void;
}) {
  const id = useId();
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  };
  return (
    <label
      htmlFor={id}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cx(
        "flex cursor-pointer flex-col items-center gap-2 rounded-card border border-dashed px-6 py-8 text-center transition-colors",
        "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-ink",
        over ? "border-accent bg-accent-soft" : "border-line-strong hover:bg-raised",
      )}
    >
      <Icon name="upload" className="size-7 text-accent-ink" />
      <span className="font-semibold break-all">{chosen ?? label}</span>
      <span className="text-sm text-muted">{chosen ? "Drop or choose another to replace it." : hint}</span>
      <input
        id={id}
        type="file"
        accept=".csv,text/csv"
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
          // So that choosing the same file again, after mending it, is noticed.
          event.target.value = "";
        }}
      />
    </label>
  );
}
