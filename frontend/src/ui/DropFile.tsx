import { type DragEvent, useId, useState } from "react";
import { cx } from "../lib/cx.ts";
import { Icon } from "./Icon.tsx";

/** A place to drop files on, which is also a button that opens the file chooser. */
export function DropFile({
  label,
  hint,
  accept,
  chosen,
  multiple = false,
  small = false,
  onFiles,
}: {
  label: string;
  hint: string;
  /** What the file chooser offers, as an input's `accept`; whatever else is dropped arrives all the same. */
  accept: string;
  /** Names of what was chosen, shown instead of the label. */
  chosen?: string | undefined;
  multiple?: boolean;
  /** For a file that few will give. */
  small?: boolean;
  onFiles: (files: [File, ...File[]]) => void;
}) {
  const id = useId();
  const [over, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const [first, ...rest] = files ?? [];
    if (first) onFiles(multiple ? [first, ...rest] : [first]);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
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
        "flex cursor-pointer flex-col items-center gap-2 rounded-card border border-dashed text-center transition-colors",
        small ? "px-3 py-4" : "px-6 py-8",
        "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-ink",
        over ? "border-accent bg-accent-soft" : "border-line-strong hover:bg-raised",
      )}
    >
      <Icon name="upload" className={cx("text-accent-ink", small ? "size-5" : "size-7")} />
      <span className="font-semibold text-balance wrap-anywhere">{chosen ?? label}</span>
      <span className="text-sm text-muted">{chosen ? "Drop or choose another to replace it." : hint}</span>
      <input
        id={id}
        type="file"
        accept={accept}
        multiple={multiple}
        className="sr-only"
        onChange={(event) => {
          take(event.target.files);
          // So that choosing the same file again, after mending it, is noticed.
          event.target.value = "";
        }}
      />
    </label>
  );
}
