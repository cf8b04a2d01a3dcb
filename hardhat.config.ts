import { fileURLToPath } from "node:url";
import hardhatTypechain from "@nomicfoundation/hardhat-typechain";
import hardhatToolboxViem from "@nomicfoundation/hardhat-toolbox-viem";
import { defineConfig } from "hardhat/config";

// BLACKTAIL_DEEP=1 searches longer: for a release, or after a change to money or states.
const deep = process.env.BLACKTAIL_DEEP === "1";

export default defineConfig({
  plugins: [hardhatToolboxViem, hardhatTypechain],
  solidity: {
    version: "0.8.37",
    // The compiler from npm, so that a build fetches nothing. Hardhat wants an absolute path.
    path: fileURLToPath(new URL("./node_modules/solc/soljson.js", import.meta.url)),
    npmFilesToBuild: ["@openzeppelin/contracts/access/manager/AccessManager.sol"],
    settings: {
      evmVersion: "cancun",
      optimizer: { enabled: true, runs: 1_000_000 },
    },
  },
  paths: {
    sources: ["contracts", "test/mocks"],
    tests: { solidity: "test", nodejs: "test/flows" },
  },
  typechain: { outDir: "types/ethers-contracts" },
  test: {
    solidity: {
      fuzz: { runs: deep ? 10_000 : 256 },
      invariant: { runs: deep ? 256 : 32, depth: deep ? 256 : 64, failOnRevert: true },
    },
  },
});
