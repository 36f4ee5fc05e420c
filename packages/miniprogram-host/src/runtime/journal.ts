/** What the app did and what went wrong, for tests to read. */

export interface RecordedCall {
  readonly name: string;
  readonly arg: unknown;
  /** ms since the epoch. */
  readonly t: number;
}

/** A long call polls a lot; a test looks at the last ones. */
const MOST_CALLS = 2000;

export class Journal {
  readonly calls: RecordedCall[] = [];
  readonly toasts: { title: string; icon: string; t: number }[] = [];
  readonly modals: { title: string; content: string; t: number }[] = [];
  readonly errors: string[] = [];
  readonly warnings: string[] = [];
  /** Told of each error, with its message and stack apart. */
  onError: (message: string, error: { message: string; stack: string }) => void = () => {};

  call(name: string, arg: unknown): void {
    this.calls.push({ name, arg, t: Date.now() });
    if (this.calls.length > MOST_CALLS) this.calls.splice(0, MOST_CALLS / 2);
  }

  warn(message: string): void {
    this.warnings.push(message);
  }

  error(error: unknown, where = ""): void {
    const { message, stack } = error instanceof Error ? error : new Error(messageOf(error));
    const text = `${where ? `${where}: ` : ""}${stack ?? message}`;
    this.errors.push(text);
    // biome-ignore lint/suspicious/noConsole: the console is where a developer looks
    console.error("[mini program]", text);
    this.onError(text, { message, stack: stack ?? "" });
  }

  /** Runs app code: what it throws is an error of the app, never of the host. */
  guard<T>(run: () => T, where: string): T | undefined {
    try {
      return run();
    } catch (error) {
      this.error(error, where);
      return undefined;
    }
  }
}

export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === "object" && error !== null && "errMsg" in error) return String(error.errMsg);
  return String(error);
}
