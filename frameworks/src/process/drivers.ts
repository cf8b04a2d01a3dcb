/** Variables that list the places of GPUs' drivers, for those machines that need to be told. */
const PATH_VARIABLES = ["LD_LIBRARY_PATH", "VK_ICD_FILENAMES", "VK_DRIVER_FILES"] as const;

/** The loader of libraries (ld.so) takes both for the end of an element. */
const DELIMITER = /[:;]/;

/**
 * Those of the variables that concern drivers of GPUs which are set, with absolute paths only: an empty or relative element means
 * the current folder, from which a process must never load libraries.
 */
export function driverSettings(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const name of PATH_VARIABLES) {
    const paths = absolutePaths(environment[name]);
    if (paths.length > 0) settings[name] = paths.join(":");
  }
  const { CUDA_VISIBLE_DEVICES: visible } = environment;
  return visible === undefined ? settings : { ...settings, CUDA_VISIBLE_DEVICES: visible };
}

/** The absolute paths of a list such as LD_LIBRARY_PATH. */
export function absolutePaths(list: string | undefined): string[] {
  return (list ?? "").split(DELIMITER).filter((path) => path.startsWith("/"));
}
