import { formatBytes } from "../../lib/formatBytes.ts";
import { type TrainingFiles, withoutParent } from "../../training/TrainingFiles.ts";
import { Icon } from "../../ui/Icon.tsx";

type Props = { files: TrainingFiles; onFiles: (files: TrainingFiles) => void };

const WHAT = { data: "Data", labels: "Labels", test: "Test", testLabels: "Test labels", module: "Module" } as const;

/** Everything that goes into the training, each with a way to take it out again. */
export function ChosenFiles({ files, onFiles }: Props) {
  const without = (role: keyof typeof WHAT) => {
    const { [role]: _removed, ...rest } = files;
    onFiles(rest);
  };
  const rows = [
    ...(["data", "labels", "test", "testLabels", "module"] as const).flatMap((role) => {
      const file = files[role]?.file;
      return file ? [{ id: role, what: WHAT[role], ...file, remove: () => without(role) }] : [];
    }),
    ...files.parents.map((parent) => ({
      what: "Model",
      name: parent.name,
      ...(parent.kind === "minted"
        ? { id: parent.manifest, size: parent.artifact.size }
        : { id: parent.digest, size: parent.size }),
      remove: () => onFiles(withoutParent(files, parent)),
    })),
  ];
  if (rows.length === 0) return null;
  return (
    <ul aria-label="Chosen files" className="divide-y divide-line rounded-control border border-line">
      {rows.map(({ id, what, name, size, remove }) => (
        <li key={id} className="grid grid-cols-[3.75rem_1fr_auto] items-center gap-x-3 py-1 pr-1 pl-4">
          <span className="text-sm text-muted">{what}</span>
          <span className="min-w-0 wrap-anywhere">
            {name} <span className="text-sm whitespace-nowrap text-muted">{formatBytes(size)}</span>
          </span>
          <button
            type="button"
            onClick={remove}
            aria-label={`Remove ${name}`}
            className="grid size-10 place-items-center rounded-control text-muted hover:bg-raised hover:text-ink"
          >
            <Icon name="cross" className="size-4" />
          </button>
        </li>
      ))}
    </ul>
  );
}
