/** From this quality on a report is bad (4 bad, 5 very bad, 6 down). */
export const BAD_QUALITY = 4;
/** Bad for this long: it is said. Lower speaks up at every hiccup. */
export const WEAK_AFTER_MS = 2000;
/** Good for this long: it is no longer said. Lower makes the line flicker. */
export const FINE_AFTER_MS = 4000;

/** Whether one user's network is to be called weak, from reports that come every two seconds or so. */
export class WeakNetwork {
  #weak = false;
  #bad = false;
  /** Since when the reports have been of the present kind. */
  #since = 0;

  /** Takes a report; 0 (unknown) says nothing. */
  report(quality: number, now: number): void {
    if (quality === 0) return;
    this.settle(now);
    const bad = quality >= BAD_QUALITY;
    if (bad === this.#bad) return;
    this.#bad = bad;
    this.#since = now;
  }

  /** Carries out what time alone has brought about. */
  settle(now: number): void {
    const due = this.nextTimeout();
    if (due !== undefined && now >= due) this.#weak = this.#bad;
  }

  get weak(): boolean {
    return this.#weak;
  }

  /** When `settle` will change the answer, if no other report comes. */
  nextTimeout(): number | undefined {
    if (this.#bad === this.#weak) return undefined;
    return this.#since + (this.#bad ? WEAK_AFTER_MS : FINE_AFTER_MS);
  }
}
