/** How to run a program; whoever supervises it starts, watches and stops it. */
export type ProcessSpec = {
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  /** User and group to run as; absent where the caller's own will do. */
  uid?: number;
  gid?: number;
  /** The signal that ends it in good order. */
  stopSignal: NodeJS.Signals;
  /** Milliseconds it may take to end before SIGKILL is due. */
  graceMs: number;
};
