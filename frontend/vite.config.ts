import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { absentWallets } from "./vite/absentWallets.ts";
import { contentSecurityPolicy } from "./vite/contentSecurityPolicy.ts";
import { runtimeConfig } from "./vite/runtimeConfig.ts";

export default defineConfig({
  plugins: [absentWallets(), react(), tailwind(), runtimeConfig(), contentSecurityPolicy()],
  resolve: { dedupe: ["react", "react-dom", "viem", "zod", "@tanstack/react-query"] },
  server: { host: "127.0.0.1", port: 8580, strictPort: true },
  preview: { host: "127.0.0.1", port: 8580, strictPort: true },
  build: {
    target: "es2023",
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // One sdk chunk would put ABIs, storage and signing into the first paint, which needs the subgraph and addresses only.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: "zod", test: /node_modules\/zod\// },
            {
              name: "sdk-core",
              test: /\/sdk\/src\/(chain|subgraph)\/|\/sdk\/src\/generated\/addresses|\/errors\/(BlacktailError|redactCause|stripCredentials)|\/digest\/(parseDocument|canonicalJson)|node_modules\/canonicalize\//,
            },
            { name: "families", test: /\/sdk\/src\/(families\/|jobs\/(trainingSpec|checkTraining))/ },
            { name: "sdk-storage", test: /\/sdk\/src\/storage\// },
            { name: "sdk", test: /\/sdk\/src\// },
          ],
        },
      },
    },
  },
});
