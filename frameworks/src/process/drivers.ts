/** Variables that say where the drivers of GPUs are, for those machines that need to be told, and which GPU may be seen. */
export const DRIVER_VARIABLES = [
  "LD_LIBRARY_PATH",
  "VK_ICD_FILENAMES",
  "VK_DRIVER_FILES",
  "CUDA_VISIBLE_DEVICES",
] as const;

/** Those of them that are set. */
export function driverSettings(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    DRIVER_VARIABLES.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
