import { join, resolve } from "node:path";
import { BlacktailError } from "@blacktail/sdk";

/** The repository's root. */
export const ROOT = resolve(import.meta.dirname, "../..");

/** Offsets from the port base (8500 unless told), so that two stacks run side by side with `--port-base`. */
const OFFSETS = {
  chain: 45,
  storage: 1,
  postgres: 55,
  graph: 100,
  graphAdmin: 120,
  graphIndex: 130,
  graphMetrics: 140,
  worker1: 71,
  worker2: 72,
  worker3: 73,
  dapp: 80,
} as const;

export type PortName = keyof typeof OFFSETS;
export type Ports = Record<PortName, number>;

export type StackOptions = {
  /** Folder that holds all of the stack's state and logs. */
  dataDir: string;
  ports: Ports;
  /** Start from an empty chain, index and store. */
  reset: boolean;
  /** Seconds between blocks. */
  blockTime: number;
  /** Print every line of every part, not only what an operator needs. */
  verbose: boolean;
  /** Serve the dApp. */
  dapp: boolean;
};

/** What a caller may leave out; `portBase` moves all ports at once, `BLACKTAIL_PORT_<NAME>` one of them. */
export type StackInput = Partial<Omit<StackOptions, "ports">> & { portBase?: number };

/**
 * Fills in defaults and checks ranges.
 * @throws BlacktailError `STACK_BAD_OPTION` that names the option, its value and the range.
 */
export function stackOptions(input: StackInput, env: NodeJS.ProcessEnv = process.env): StackOptions {
  const base = input.portBase ?? numberFrom("BLACKTAIL_PORT_BASE", env.BLACKTAIL_PORT_BASE ?? "8500");
  if (!Number.isInteger(base) || base < 1024 || base > 65_000)
    throw badOption("--port-base", base, "a whole number from 1024 to 65000");
  const blockTime = input.blockTime ?? 1;
  if (!(blockTime >= 1 && blockTime <= 60)) throw badOption("--block-time", blockTime, "1 to 60 (seconds)");
  return {
    dataDir: resolve(input.dataDir ?? env.BLACKTAIL_DATA ?? join(ROOT, ".data")),
    ports: portsFrom(base, env),
    reset: input.reset ?? false,
    blockTime,
    verbose: input.verbose ?? false,
    dapp: input.dapp ?? true,
  };
}

function portsFrom(base: number, env: NodeJS.ProcessEnv): Ports {
  const ports = {} as Ports;
  for (const [name, offset] of Object.entries(OFFSETS) as [PortName, number][]) {
    const variable = portVariable(name);
    const port = env[variable] === undefined ? base + offset : numberFrom(variable, env[variable]);
    const twin = (Object.keys(ports) as PortName[]).find((other) => ports[other] === port);
    if (twin) throw badOption(variable, port, `a port of its own: ${portVariable(twin)} has it already`);
    ports[name] = port;
  }
  return ports;
}

/** The environment variable that moves one part's port, e.g. `BLACKTAIL_PORT_GRAPH_ADMIN`. */
export function portVariable(name: PortName): string {
  return `BLACKTAIL_PORT_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function numberFrom(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < 1 || value > 65_535)
    throw badOption(name, text, "a whole number from 1 to 65535");
  return value;
}

function badOption(name: string, value: unknown, wanted: string): BlacktailError {
  return new BlacktailError({
    code: "STACK_BAD_OPTION",
    message: `${name} is ${JSON.stringify(value)}.`,
    fix: `Give ${wanted}.`,
  });
}
