import mpegts from "mpegts.js";

/**
 * Fetches a stream for mpegts.js and lets go of it at once when it is closed: the library's own loader waits for the
 * next data in Chromium, and a stream that has fallen silent would keep its connection.
 */
export class FlvLoader extends mpegts.BaseLoader {
  readonly #abort = new AbortController();

  constructor() {
    super("flv-loader");
    this._needStash = false;
  }

  override open({ url }: { url: string }): void {
    this._status = mpegts.LoaderStatus.kConnecting;
    void this.#fetch(url).catch((error: unknown) => {
      if (this.#abort.signal.aborted) return;
      this._status = mpegts.LoaderStatus.kError;
      this.onError(mpegts.LoaderErrors.EXCEPTION as never, { code: -1, msg: String(error) });
    });
  }

  override abort(): void {
    this._status = mpegts.LoaderStatus.kComplete;
    this.#abort.abort();
  }

  override destroy(): void {
    this.abort();
    super.destroy();
  }

  async #fetch(url: string): Promise<void> {
    const { signal } = this.#abort;
    const { ok, status, statusText, body } = await fetch(url, { signal, cache: "no-store" });
    if (signal.aborted) return;
    if (!ok || !body) {
      this._status = mpegts.LoaderStatus.kError;
      const code = mpegts.LoaderErrors.HTTP_STATUS_CODE_INVALID as never;
      this.onError(code, { code: status, msg: `${status} ${statusText}` });
      return;
    }
    this._status = mpegts.LoaderStatus.kBuffering;
    const reader = body.getReader();
    let received = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (signal.aborted) return;
      if (done) break;
      const start = received;
      received += value.length;
      this.onDataArrival(value.buffer, start, received);
    }
    this._status = mpegts.LoaderStatus.kComplete;
    this.onComplete(0, received - 1);
  }
}
