/** What the worker waits for or suffers from, by part; it is ready when there is nothing. */
export class Health {
  readonly #troubles = new Map<string, string>();
  readonly #facts = new Map<string, unknown>();

  /** @param required Parts that have not answered yet: not ready until each has. */
  constructor(required: readonly string[]) {
    for (const part of required) this.#troubles.set(part, "not checked yet");
  }

  ok(part: string): void {
    this.#troubles.delete(part);
  }

  bad(part: string, reason: string): void {
    this.#troubles.set(part, reason);
  }

  /** Something worth knowing that is no trouble, such as the newest block. */
  note(name: string, value: unknown): void {
    this.#facts.set(name, value);
  }

  get isReady(): boolean {
    return this.#troubles.size === 0;
  }

  report(): { ready: boolean; reasons: Record<string, string> } & Record<string, unknown> {
    return { ready: this.isReady, reasons: Object.fromEntries(this.#troubles), ...Object.fromEntries(this.#facts) };
  }
}
