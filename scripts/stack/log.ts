import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { join } from "node:path";
import pc from "picocolors";

const LEVELS = ["debug", "info", "warn", "error", "fatal"] as const;
type Level = (typeof LEVELS)[number];
const PAINT = [pc.cyan, pc.magenta, pc.green, pc.blue, pc.yellow, pc.gray] as const;
const WIDTH = 9;
/** Pino's numbers: 30 is info, 40 warn, 50 error. */
const LEVEL_BY_NUMBER: Record<number, Level> = {
  10: "debug",
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "fatal",
};

/** One tidy log: every part's lines under its prefix on the terminal, everything in a file for each part. */
export type StackLog = {
  /** Where a part's own log is. */
  fileOf(part: string): string;
  /** A milestone of the stack itself. */
  info(message: string): void;
  error(message: string): void;
  /** One raw line that a part wrote. */
  line(part: string, text: string): void;
  /** From now on the parts' last words go to their logs only. */
  hush(): void;
  close(): Promise<void>;
};

export function stackLog(
  dataDir: string,
  options: { verbose: boolean; leastLevel: Readonly<Record<string, Level>> },
): StackLog {
  const dir = join(dataDir, "logs");
  mkdirSync(dir, { recursive: true });
  const files = new Map<string, WriteStream>();
  const fileOf = (part: string) => join(dir, `${part}.log`);
  const started = performance.now();
  let hushed = false;

  function write(part: string, text: string): void {
    let file = files.get(part);
    if (!file) {
      file = createWriteStream(fileOf(part), { flags: "a" });
      // A full disk must not end the stack through an unhandled event; the terminal still has the line.
      file.on("error", (error) => process.stderr.write(`log ${fileOf(part)}: ${error.message}\n`));
      files.set(part, file);
    }
    file.write(`${text}\n`);
  }

  function print(part: string, level: Level, text: string): void {
    const paint = PAINT[[...part].reduce((sum, char) => sum + char.charCodeAt(0), 0) % PAINT.length] ?? pc.cyan;
    const tone =
      level === "error" || level === "fatal"
        ? pc.red
        : level === "warn"
          ? pc.yellow
          : level === "debug"
            ? pc.dim
            : String;
    process.stderr.write(`${paint(part.padEnd(WIDTH))} ${tone(text)}\n`);
  }

  const own = (level: Level, message: string) => {
    const stamped = `${message} ${pc.dim(`${((performance.now() - started) / 1000).toFixed(1)} s`)}`;
    write("stack", `${new Date().toISOString()} ${level} ${message}`);
    print("stack", level, level === "info" ? stamped : message);
  };

  return {
    fileOf,
    info: (message) => own("info", message),
    error: (message) => own("error", message),
    line(part, text) {
      write(part, text);
      const { level, message } = readLine(text);
      const least = options.verbose ? "debug" : (options.leastLevel[part] ?? "info");
      if (!hushed && message !== "" && LEVELS.indexOf(level) >= LEVELS.indexOf(least)) print(part, level, message);
    },
    hush() {
      hushed = true;
    },
    async close() {
      await Promise.all([...files.values()].map((file) => new Promise<void>((done) => file.end(() => done()))));
    },
  };
}

/** Understands the structured lines of our own services and the plain ones of chain, database and graph-node. */
function readLine(text: string): { level: Level; message: string } {
  if (text.startsWith("{")) {
    const record = parse(text);
    if (record) {
      const { level, msg, time: _t, pid: _p, hostname: _h, name: _n, service: _s, ...rest } = record;
      const extras = Object.entries(rest)
        .filter(([, value]) => value !== null && typeof value !== "object")
        .map(([key, value]) => pc.dim(`${key}=${value}`));
      return { level: LEVEL_BY_NUMBER[Number(level)] ?? "info", message: [String(msg ?? ""), ...extras].join(" ") };
    }
  }
  if (/\b(FATAL|PANIC|panicked)\b/.test(text)) return { level: "fatal", message: text };
  if (/\b(ERRO|ERROR)\b/.test(text)) return { level: "error", message: text };
  if (/\b(WARN|WARNING)\b/.test(text)) return { level: "warn", message: text };
  return { level: "info", message: text };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Not one of ours after all: the caller shows the line as it is.
    return undefined;
  }
}
