import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { listen } from "./server.ts";
import { BlockStore } from "./store/BlockStore.ts";
import { lockDirectory } from "./store/lock.ts";
import { PinStore } from "./store/PinStore.ts";

/**
 * Opens the store and serves it.
 *
 * @returns its address, and `stop`, which lets open requests finish for `config.graceMs`, then cuts them
 */
export async function start(config: Config, log: Logger): Promise<{ url: string; stop: () => Promise<void> }> {
  const directory = path.resolve(config.directory);
  await mkdir(directory, { recursive: true });
  const unlock = await lockDirectory(directory);
  try {
    const store = await BlockStore.open(directory, config.quotaBytes, log);
    const pins = await PinStore.open(directory);
    const { server, url } = await listen({ config, store, pins, log });
    const stop = async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), config.graceMs);
      await closed;
      clearTimeout(timer);
      // Uploads that were cut remove what they staged; commits finish.
      while (store.uploads > 0) await new Promise((resolve) => setTimeout(resolve, 10));
      await store.moving.run(async () => undefined);
      await unlock();
    };
    return { url, stop };
  } catch (error) {
    await unlock();
    throw error;
  }
}
