import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

export type Anvil = {
  rpcUrl: string;
  /** Ends the node; resolves when it is gone. */
  stop: () => Promise<void>;
};

const ARCH: Record<string, string> = { x64: "amd64", arm64: "arm64" };

function binary(): string {
  const { platform, arch } = process;
  const extension = platform === "win32" ? ".exe" : "";
  return createRequire(import.meta.url).resolve(
    `@foundry-rs/anvil-${platform}-${ARCH[arch] ?? arch}/bin/anvil${extension}`,
  );
}

/**
 * Starts a fresh local chain on a free port, with ten funded accounts of the well-known test mnemonic.
 *
 * @param args Further options of anvil, such as `["--block-time", "1"]`; without them every transaction mines its block.
 */
export async function startAnvil(args: string[] = [], chainId = 31_337): Promise<Anvil> {
  const child = spawn(binary(), ["--port", "0", "--chain-id", `${chainId}`, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  // Whoever forgets to stop it leaves no orphan behind.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const port = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`anvil ended with code ${code} before it listened.`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const match = /Listening on .*:(\d+)/.exec(line);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
  });
  return {
    rpcUrl: `http://127.0.0.1:${port}`,
    stop: async () => {
      process.removeListener("exit", kill);
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}
