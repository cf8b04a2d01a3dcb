const units = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** A size in the largest binary unit that keeps it at 1 or more: `1.4 MiB`. */
export function formatBytes(size: number): string {
  const power = size < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(size) / 10));
  const value = size / 1024 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}
