import { type ParseArgsConfig, parseArgs } from "node:util";
import { InvalidArgumentError } from "commander";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Exit code for a wrong call, as shells use it. */
const USAGE = 2;

/**
 * The options of a small script: `--help` prints the help and ends; what is not understood is named, with the help, and ends with code 2.
 * @param help The whole text that `--help` prints.
 */
export function parseOptions<const T extends Options>(help: string, options: T) {
  if (process.argv.includes("--help") || process.argv.includes("-h")) {
    console.log(help);
    process.exit(0);
  }
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    process.exit(USAGE);
  }
}

/** For commander: reads an option's value as a whole number within bounds, or says which bounds. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
  };
}
