/** What is wrong with a chosen file, and what to do about it. */
export class FileProblem extends Error {
  readonly fix: string;

  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}

/** Any error as a problem to show. */
export function asFileProblem(error: unknown): { message: string; fix?: string } {
  if (error instanceof FileProblem) return { message: error.message, fix: error.fix };
  return { message: error instanceof Error ? error.message : String(error) };
}
