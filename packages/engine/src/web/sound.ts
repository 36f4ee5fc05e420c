/** What is heard: one hidden element for each member, never shown, never in anybody's way. */

export class Sound {
  readonly #elements = new Map<string, HTMLAudioElement>();
  readonly #silenced = new Set<string>();
  readonly #changed: () => void;
  #speaker = "";
  #muted = false;
  #blocked = false;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** The browser wants a tap first. */
  get blocked(): boolean {
    return this.#blocked;
  }

  get speaker(): string {
    return this.#speaker;
  }

  play(user: string, track: MediaStreamTrack): void {
    const held = this.#elements.get(user);
    const element = held ?? this.#make(user);
    const playing = element.srcObject instanceof MediaStream ? element.srcObject : undefined;
    if (playing?.getAudioTracks()[0] === track) return;
    element.srcObject = new MediaStream([track]);
    this.#start(element);
  }

  stop(user: string): void {
    const element = this.#elements.get(user);
    if (!element) return;
    this.#elements.delete(user);
    element.srcObject = null;
    element.remove();
  }

  stopAll(): void {
    for (const user of [...this.#elements.keys()]) this.stop(user);
    this.#silenced.clear();
    this.#unblock();
  }

  /** Everybody. */
  mute(muted: boolean): void {
    this.#muted = muted;
    for (const [user, element] of this.#elements) element.muted = this.#isMuted(user);
  }

  silence(user: string, silent: boolean): void {
    if (silent) this.#silenced.add(user);
    else this.#silenced.delete(user);
    const element = this.#elements.get(user);
    if (element) element.muted = this.#isMuted(user);
  }

  /** Does nothing where the browser has only one way out (Safari, telephones). */
  async sendTo(speaker: string): Promise<void> {
    this.#speaker = speaker;
    await Promise.all([...this.#elements.values()].map((element) => sink(element, speaker)));
  }

  #make(user: string): HTMLAudioElement {
    const element = document.createElement("audio");
    element.autoplay = true;
    element.hidden = true;
    element.muted = this.#isMuted(user);
    document.body.append(element);
    this.#elements.set(user, element);
    if (this.#speaker) sink(element, this.#speaker).catch(() => {});
    return element;
  }

  #isMuted(user: string): boolean {
    return this.#muted || this.#silenced.has(user);
  }

  #start(element: HTMLAudioElement): void {
    element.play().catch((error: unknown) => {
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return;
      if (this.#blocked) return;
      this.#blocked = true;
      addEventListener("pointerdown", this.#retry, true);
      addEventListener("keydown", this.#retry, true);
      this.#changed();
    });
  }

  readonly #retry = (): void => {
    this.#unblock();
    for (const element of this.#elements.values()) this.#start(element);
  };

  #unblock(): void {
    removeEventListener("pointerdown", this.#retry, true);
    removeEventListener("keydown", this.#retry, true);
    if (!this.#blocked) return;
    this.#blocked = false;
    this.#changed();
  }
}

async function sink(element: HTMLAudioElement, speaker: string): Promise<void> {
  if ("setSinkId" in element) await element.setSinkId(speaker);
}
