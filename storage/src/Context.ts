import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { BlockStore } from "./store/BlockStore.ts";
import type { PinStore } from "./store/PinStore.ts";

/** What every request handler works with. */
export type Context = { config: Config; store: BlockStore; pins: PinStore; log: Logger };
