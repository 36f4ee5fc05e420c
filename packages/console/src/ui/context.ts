import type { TemplateResult } from "lit";
import type { AppView, SessionView } from "../api.ts";
import type { Client } from "../client/client.ts";
import type { Language, Translate } from "../locales/index.ts";

/** What every part of the console is handed. A new one is made whenever something in it changes. */
export interface Context {
  readonly client: Client;
  readonly language: Language;
  readonly t: Translate;
  readonly session: SessionView;
  /** All apps, as they were when last asked for. */
  readonly apps: readonly AppView[];
  /** The server's clock, in ms since the epoch. */
  readonly now: () => number;
  /** Asks for the apps again. */
  readonly reloadApps: () => Promise<void>;
  /** Goes to a place of the console. */
  readonly go: (hash: string) => void;
  /** The same, without a step that one could go back to. */
  readonly replace: (hash: string) => void;
  readonly signedOut: () => void;
  readonly overlays: Overlays;
}

/** What is shown over the page. */
export interface Overlays {
  toast(text: string, tone?: "good" | "bad"): void;
  /** Resolves once the dialog is closed. */
  dialog(dialog: DialogContent): Promise<void>;
  /** Asks before something that cannot be undone. */
  confirm(question: Question): Promise<boolean>;
}

export interface DialogContent {
  readonly title: string;
  readonly body: (close: () => void) => TemplateResult;
}

export interface Question {
  readonly title: string;
  readonly text: string;
  /** What the button that does it says. */
  readonly action: string;
  readonly danger?: boolean;
}
