/** Commands: each carried out at most once by the server, however often it has to be sent. */

import { ErrorCodes, TUICallEngineError } from "./errors.ts";
import type { Clock, Random } from "./ports.ts";
import { randomText } from "./ports.ts";
import type { Answer, ClientMessage, ErrorBody, Reply } from "./protocol.ts";
import { ERROR_CODES } from "./protocol.ts";

type Keyed = Extract<ClientMessage, { key: string }>;
/** A command as the caller writes it: the key is added here. */
export type Command = Keyed extends infer M ? (M extends Keyed ? Omit<M, "key"> : never) : never;

/** How long an answer is waited for. Lower: fails while a lost line is still coming back. */
const ANSWER_WITHIN = 15_000;

type Waiting = {
  message: Keyed;
  resolve(answer: Answer): void;
  reject(error: TUICallEngineError): void;
  cancel(): void;
};

export class Commands {
  readonly #send: (message: ClientMessage) => void;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #waiting = new Map<string, Waiting>();

  constructor(send: (message: ClientMessage) => void, clock: Clock, random: Random) {
    this.#send = send;
    this.#clock = clock;
    this.#random = random;
  }

  /** Rejects with the server's refusal, or NO_NETWORK when no answer came within `ms`. */
  run(command: Command, ms = ANSWER_WITHIN): Promise<Answer> {
    const key = randomText(this.#random, 22);
    const message = { ...command, key } as Keyed;
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.setTimeout(() => {
        this.#waiting.delete(key);
        reject(noNetwork());
      }, ms);
      this.#waiting.set(key, { message, resolve, reject, cancel });
      this.#send(message);
    });
  }

  reply(reply: Reply): void {
    const waiting = this.#waiting.get(reply.key);
    if (!waiting) return;
    this.#waiting.delete(reply.key);
    waiting.cancel();
    if ("ok" in reply) waiting.resolve(reply.ok);
    else waiting.reject(refusal(reply.error));
  }

  /** The line is back: says everything again that has no answer yet, in the old order, by the same keys. */
  resend(): void {
    for (const { message } of this.#waiting.values()) this.#send(message);
  }

  /** Nothing will be answered any more. */
  fail(error: TUICallEngineError): void {
    for (const waiting of this.#waiting.values()) {
      waiting.cancel();
      waiting.reject(error);
    }
    this.#waiting.clear();
  }

  get size(): number {
    return this.#waiting.size;
  }
}

export function noNetwork(): TUICallEngineError {
  return new TUICallEngineError(ErrorCodes.NO_NETWORK, "the server cannot be reached");
}

/** The server's own number, but for the one that callers know by another. */
function refusal(error: ErrorBody): TUICallEngineError {
  const code = error.code === ERROR_CODES.blocked ? ErrorCodes.BLOCKED : error.code;
  return new TUICallEngineError(code, error.message);
}
