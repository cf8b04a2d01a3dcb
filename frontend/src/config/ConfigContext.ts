import { createContext, use } from "react";
import type { Config } from "./schema.ts";

export const ConfigContext = createContext<Config | undefined>(undefined);

/** The runtime configuration; the tree is rendered only when it is valid. */
export function useConfig(): Config {
  const config = use(ConfigContext);
  if (!config) throw new Error("useConfig is used outside ConfigContext");
  return config;
}
