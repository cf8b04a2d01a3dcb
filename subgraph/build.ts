/** Compiles the subgraph into `build/`, when its sources have changed. `--force` compiles in any case. */
import { buildSubgraph } from "./lib/build.ts";

const compiled = await buildSubgraph({ force: process.argv.includes("--force") });
console.log(compiled ? "The subgraph is compiled." : "The compiled subgraph is fresh.");
