/**
 * Preloaded into a worker (`--import`): what it computed is told as the lie that LIE names. All else is the product's own code, untouched,
 * as a cheat would run it: it rehearses, trains, signs, publishes; and as an auditor it finds its own lie right.
 */
import { registerHooks } from "node:module";

const TRUTH = new URL("../../../oracle-worker/src/run/compute.ts", import.meta.url).href;
const LIE = new URL("./lyingCompute.ts", import.meta.url).href;

registerHooks({
  resolve(specifier, context, nextResolve) {
    const found = nextResolve(specifier, context);
    return found.url === TRUTH && context.parentURL !== LIE ? { ...found, url: LIE } : found;
  },
});
