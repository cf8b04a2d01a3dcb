import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { useConfig } from "../config/ConfigContext.ts";
import { storedQuery } from "./storedQuery.ts";

/** A JSON document from storage, see `storedQuery`. */
export function useStored<T>(cid: string | null | undefined, schema: z.ZodType<T>) {
  return useQuery(storedQuery(useConfig(), cid, schema));
}
