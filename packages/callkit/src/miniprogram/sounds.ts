import type { Cue } from "../core/index.ts";
import type { InnerAudio, Wx } from "./wx.ts";

type SoundName = "ringback" | "ringtone" | Cue;

/** Plays the sounds of a call, one at a time. They heed the mute switch, as WeChat's players do by themselves. */
export class Sounds {
  readonly #wx: Wx;
  /** Where the files are, from the root of the mini program. */
  readonly #folder: string;
  #playing: InnerAudio | undefined;
  #loop: "ringback" | "ringtone" | undefined;
  #bell = "";

  constructor(wx: Wx, folder: string) {
    this.#wx = wx;
    this.#folder = folder;
  }

  /** Another ringtone, by its path in the mini program or its address; empty for our own. */
  setBell(path: string): void {
    this.#bell = path;
  }

  /** Plays this sound over and over, or stops the one that does. */
  loop(name: "ringback" | "ringtone" | undefined): void {
    if (name === this.#loop) return;
    const before = this.#loop;
    this.#loop = name;
    if (name) this.#start(name, true);
    else if (before) this.stop();
  }

  /** Plays a short sound once, in the place of whatever sounds. */
  cue(name: Cue): void {
    this.#loop = undefined;
    this.#start(name, false);
  }

  stop(): void {
    this.#loop = undefined;
    const playing = this.#playing;
    this.#playing = undefined;
    playing?.stop();
    playing?.destroy();
  }

  #start(name: SoundName, loop: boolean): void {
    const before = this.#loop;
    this.stop();
    this.#loop = before;
    const audio = this.#wx.createInnerAudioContext();
    audio.loop = loop;
    audio.src =
      name === "ringtone" && this.#bell !== "" ? this.#bell : `${this.#folder}/${name}.mp3`;
    audio.play();
    this.#playing = audio;
  }
}
