import { fileURLToPath } from "node:url";
import hardhatToolboxViem from "@nomicfoundation/hardhat-toolbox-viem";
import hardhatTypechain from "@nomicfoundation/hardhat-typechain";
import { configVariable, defineConfig } from "hardhat/config";
import { HardhatPluginError } from "hardhat/plugins";
import type { HardhatPlugin } from "hardhat/types/plugins";

/** Size of code and of initcode: of no consequence where nothing is deployed for good, in tests and in instrumented code. */
const SIZE = ["5574", "3860"];
/** A function that could be view or pure: tests read better without. */
const MUTABILITY = "2018";

/** Instrumented code lies apart, so that nobody deploys it and tests beside those with coverage find what they are about. */
const BUILD = process.argv.includes("--coverage") ? "cache/instrumented/" : "";

/** Compiler warnings in our own sources are errors; those in packages are not ours to mend and are left out. */
const strictWarnings: HardhatPlugin = {
  id: "blacktail-strict-warnings",
  hookHandlers: {
    solidity: async () => ({
      default: async () => ({
        getCompilationJobErrors: async (context, job, output, next) => {
          const errors = await next(context, job, output);
          const ours = errors.filter(({ severity, formattedMessage = "", errorCode = "" }) => {
            if (severity === "error") return true;
            if (!/--> \.\/(contracts|test)\//.test(formattedMessage)) return false;
            const test = formattedMessage.includes("--> ./test/");
            if (SIZE.includes(errorCode)) return !test && !context.globalOptions.coverage;
            return !(test && errorCode === MUTABILITY);
          });
          const warnings = ours.filter(({ severity }) => severity === "warning");
          if (warnings.length === 0 || ours.some(({ severity }) => severity === "error")) return ours;
          const list = warnings.map(({ formattedMessage, message }) => formattedMessage ?? message).join("\n");
          throw new HardhatPluginError("blacktail-strict-warnings", `Compiler warnings are errors here:\n\n${list}`);
        },
      }),
    }),
  },
};

export default defineConfig({
  plugins: [hardhatToolboxViem, hardhatTypechain, strictWarnings],
  solidity: {
    version: "0.8.37",
    // The compiler from npm, so that a build fetches nothing. Hardhat wants an absolute path.
    path: fileURLToPath(new URL("./node_modules/solc/soljson.js", import.meta.url)),
    npmFilesToBuild: ["@openzeppelin/contracts/access/manager/AccessManager.sol"],
    settings: {
      evmVersion: "cancun",
      optimizer: { enabled: true, runs: 20_000 },
    },
  },
  paths: {
    sources: ["contracts", "test/mocks"],
    tests: { solidity: "test", nodejs: "test/flows" },
    artifacts: `${BUILD}artifacts`,
    cache: `${BUILD}cache`,
  },
  typechain: { outDir: `${BUILD}types/ethers-contracts` },
  networks: {
    // Any public chain: `hardhat ignition deploy ignition/modules/Blacktail.ts --network remote --parameters …`.
    remote: {
      type: "http",
      url: configVariable("BLACKTAIL_RPC_URL"),
      accounts: [configVariable("BLACKTAIL_DEPLOYER_KEY")],
    },
  },
  test: {
    solidity: {
      profiles: {
        default: {
          fuzz: { runs: 256 },
          invariant: { runs: 32, depth: 64, failOnRevert: true },
        },
        // Searches longer: for a release, or after a change to money or states. Single tests ask for more in their comments.
        deep: {
          fuzz: { runs: 10_000 },
          invariant: { runs: 256, depth: 256, failOnRevert: true },
        },
      },
    },
  },
});
