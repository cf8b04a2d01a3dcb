/** What the protocol answers instead of acting: a custom error by name, with its arguments. */
export class Refused extends Error {
  readonly errorName: string;
  readonly args: readonly unknown[];

  constructor(errorName: string, ...args: readonly unknown[]) {
    super(`${errorName}(${args.join(", ")})`);
    this.errorName = errorName;
    this.args = args;
  }
}
