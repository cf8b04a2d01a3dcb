import { addressesOf } from "@blacktail/sdk";
import { z } from "zod";
import { type Config, configSchema } from "./schema.ts";

/** Why the dApp cannot start, in the reader's words. */
class ConfigError extends Error {
  override name = "ConfigError";
}

/**
 * Fetches and checks the runtime configuration.
 * @throws ConfigError when it is missing, no JSON, or wrong; the message names each wrong value.
 */
export async function loadConfig(url = "/config.json"): Promise<Config> {
  const response = await fetch(url, { cache: "no-store" }).catch((cause: unknown) => {
    throw new ConfigError(`${url} could not be fetched: the server that serves this page does not answer.`, { cause });
  });
  if (!response.ok) throw new ConfigError(`${url} answered ${response.status}, so the dApp does not know its chain.`);
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(`${url} is not JSON (it starts with “${text.slice(0, 40)}”).`, { cause });
  }
  const parsed = configSchema.safeParse(json);
  if (!parsed.success) throw new ConfigError(`${url} is wrong.\n${z.prettifyError(parsed.error)}`);
  try {
    addressesOf(parsed.data.chainId);
  } catch (cause) {
    throw new ConfigError(`${url} names a chain that this build does not know. ${(cause as Error).message}`, { cause });
  }
  return parsed.data;
}
