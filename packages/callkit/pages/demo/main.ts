/**
 * The demo: choose who you are, call one or several. `?user=alice` signs in as alice, `&call=bob&type=2` then calls
 * bob by video (1 is voice), `&call=bob,carol` both, `&lang=ja` speaks Japanese.
 */

import {
  EngineAdapter,
  icon,
  type Language,
  LOCALES,
  refusalOf,
  rowOf,
  type Text,
  type TextKey,
  TUICallEvent,
  TUICallKitAPI,
  words,
} from "@callkit/callkit";
import { html, nothing, render, type TemplateResult } from "lit";
import { brand, chosenLanguage, installation, languageSwitch } from "../page.ts";
import {
  fetchTicket,
  rememberedUser,
  rememberUser,
  type Ticket,
  TicketError,
  USER_ID,
} from "./account.ts";
import { avatar, recentList } from "./recent-list.ts";
import { addCall, recentCalls } from "./recents.ts";
import { TEXTS } from "./texts.ts";
import { MOST_OTHERS, usersIn } from "./whom.ts";

type CallType = 1 | 2;
type Status = "out" | "signingIn" | "in";

/** What went wrong, in words of the kit or of this page, and what to do again. */
interface Message {
  readonly text: Text | "demoOff";
  readonly again?: () => void;
}

/** Signing in takes a moment; after this long the server is said to be out of reach. */
const PATIENCE_MS = 6000;
const query = new URLSearchParams(location.search);
let language: Language = chosenLanguage();
let status: Status = "out";
let user = query.get("user") ?? rememberedUser() ?? "";
let peer = query.get("call") ?? "";
let message: Message | undefined;
/** Where this page is served by HTTPS, if it is not here and microphones need it. */
let secureUrl: string | undefined;
let engineWatched = false;
let quiet = false;

// Signing in.

async function signIn(): Promise<void> {
  if (!USER_ID.test(user)) {
    complain({ text: { key: "badUserId" } });
    return;
  }
  status = "signingIn";
  message = undefined;
  draw();
  // The engine goes on trying; the user is told what it is trying.
  const patience = setTimeout(() => complain({ text: { key: "unreachable" } }), PATIENCE_MS);
  try {
    await present(await fetchTicket(user));
  } catch (error) {
    status = "out";
    complain({ text: troubleOf(error), again: signIn });
    return;
  } finally {
    clearTimeout(patience);
  }
  message = undefined;
  rememberUser(user);
  status = "in";
  quiet = TUICallKitAPI.getTUICallEngineInstance().state.doNotDisturb;
  watchEngine();
  draw();
}

function present({ sdkappid, user_id, user_sig }: Ticket): Promise<void> {
  return TUICallKitAPI.init({ SDKAppID: sdkappid, userID: user_id, userSig: user_sig });
}

function troubleOf(error: unknown): Message["text"] {
  if (!(error instanceof TicketError)) return refusalOf(error).text;
  return error.trouble === "demoOff" ? "demoOff" : { key: error.trouble };
}

async function signOut(): Promise<void> {
  rememberUser(undefined);
  status = "out";
  engineWatched = false;
  message = undefined;
  draw();
  await TUICallKitAPI.destroyed();
}

/** The account's fate and the ends of calls, for the messages and the list. */
function watchEngine(): void {
  if (engineWatched) return;
  engineWatched = true;
  const engine = TUICallKitAPI.getTUICallEngineInstance();
  engine.on(TUICallEvent.KICKED_OUT, () => {
    status = "out";
    complain({ text: { key: "signedInElsewhere" }, again: signIn });
  });
  engine.on(TUICallEvent.ON_USER_SIG_EXPIRED, () => void renew());
  const calls = new EngineAdapter(engine);
  let listed = calls.state.call?.ended ? calls.state.call.id : undefined;
  calls.onStateChange(({ call, user: me }) => {
    if (!call || !me || call.id === listed) return;
    const row = rowOf(call, me.userId);
    if (!row) return;
    listed = call.id;
    addCall(me.userId, row);
    draw();
  });
}

async function renew(): Promise<void> {
  try {
    await present(await fetchTicket(user));
  } catch {
    complain({ text: { key: "signInExpired" }, again: signIn });
  }
}

// Calling.

async function call(userIds: string[], type: CallType): Promise<void> {
  message = undefined;
  const wrong = wrongWith(userIds);
  if (wrong) {
    complain({ text: { key: wrong } });
    return;
  }
  draw();
  // Refusals are told by the kit.
  await TUICallKitAPI.calls({ userIDList: userIds, type }).catch(() => undefined);
}

function wrongWith(userIds: string[]): TextKey | undefined {
  if (userIds.length === 0 || userIds.some((userId) => !USER_ID.test(userId))) return "badUserId";
  if (userIds.includes(user)) return "callSelf";
  return userIds.length > MOST_OTHERS ? "tooManyPeople" : undefined;
}

async function setQuiet(on: boolean): Promise<void> {
  quiet = on;
  draw();
  try {
    await TUICallKitAPI.setDoNotDisturb(on);
  } catch (error) {
    quiet = !on;
    complain({ text: refusalOf(error).text });
  }
}

function complain(about: Message): void {
  message = about;
  draw();
}

// Drawing.

function draw(): void {
  document.documentElement.lang = language;
  const root = document.querySelector<HTMLElement>("#demo");
  if (!root) return;
  render(
    html`<div class="page">
        <header class="top">
          ${brand()}
          ${languageSwitch(language, (chosen) => {
            language = chosen;
            TUICallKitAPI.setLanguage(chosen);
            draw();
          })}
        </header>
        ${messageBox()} ${status === "in" ? signedIn() : entrance()}
      </div>
      <tui-call-kit allowed-minimized language=${language}></tui-call-kit>`,
    root,
  );
}

function messageBox(): TemplateResult | typeof nothing {
  const texts = TEXTS[language];
  if (secureUrl) {
    return html`<div class="message" role="alert">
      <span>${texts.micHttps} <a href=${secureUrl}>${secureUrl}</a></span>
    </div>`;
  }
  if (!message) return nothing;
  const { text, again } = message;
  return html`<div class="message" role="alert" data-message=${text === "demoOff" ? text : text.key}>
    <span>${text === "demoOff" ? texts.demoOff : words(LOCALES[language], text)}</span>
    ${again ? html`<button type="button" @click=${again}>${texts.tryAgain}</button>` : nothing}
  </div>`;
}

function entrance(): TemplateResult {
  const texts = TEXTS[language];
  const busy = status === "signingIn";
  return html`<section class="panel">
    <h1>${texts.who}</h1>
    <p class="dim">${texts.whoText}</p>
    <form
      @submit=${(event: Event) => {
        event.preventDefault();
        void signIn();
      }}
    >
      <div class="picks">
        ${["alice", "bob", "carol"].map(
          (name) =>
            html`<button
              type="button"
              ?disabled=${busy}
              @click=${() => {
                user = name;
                void signIn();
              }}
            >
              ${name}
            </button>`,
        )}
      </div>
      <label>
        ${texts.userId}
        <input
          name="user"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          maxlength="32"
          placeholder="alice"
          .value=${user}
          @input=${(event: Event) => {
            user = textOf(event);
          }}
        />
      </label>
      <button class="primary" ?disabled=${busy}>${busy ? texts.signingIn : texts.signIn}</button>
    </form>
  </section>`;
}

function signedIn(): TemplateResult[] {
  const list = recentList(recentCalls(user), language, (users, type) => void call(users, type));
  return [self(), dialler(), list];
}

function self(): TemplateResult {
  const texts = TEXTS[language];
  return html`<section class="panel me">
    ${avatar(user)}
    <div class="me__who">
      <span class="dim">${texts.youAre}</span>
      <strong data-user>${user}</strong>
    </div>
    <button type="button" @click=${signOut}>${texts.change}</button>
    <label class="switch">
      <input
        type="checkbox"
        role="switch"
        name="quiet"
        .checked=${quiet}
        @change=${(event: Event) => {
          if (event.target instanceof HTMLInputElement) void setQuiet(event.target.checked);
        }}
      />
      <span>${texts.quiet}</span>
    </label>
  </section>`;
}

function dialler(): TemplateResult {
  const texts = TEXTS[language];
  const other = user === "alice" ? "bob" : "alice";
  return html`<section class="panel">
    <h2>${texts.callWhom}</h2>
    <form
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        const voice = event.submitter?.getAttribute("value") === "1";
        void call(usersIn(peer), voice ? 1 : 2);
      }}
    >
      <label>
        ${texts.peerId}
        <input
          name="peer"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          placeholder=${other}
          aria-describedby="several"
          .value=${peer}
          @input=${(event: Event) => {
            peer = textOf(event);
          }}
        />
      </label>
      <span class="dim" id="several">${texts.several}</span>
      <div class="calls">
        <button value="1" data-call="1">${icon("phone")} ${texts.voiceCall}</button>
        <button value="2" data-call="2" class="primary">${icon("camera")} ${texts.videoCall}</button>
      </div>
      <a class="dim" href=${`/demo/?user=${other}&lang=${language}`} target="_blank"
        >${texts.openPeer.replace("{user}", other)}</a
      >
    </form>
  </section>`;
}

function textOf(event: Event): string {
  return event.target instanceof HTMLInputElement ? event.target.value : "";
}

// Beginning.

async function begin(): Promise<void> {
  TUICallKitAPI.setLanguage(language);
  draw();
  if (!navigator.mediaDevices) {
    const lan = (await installation())?.lan_urls.find((url) => url.startsWith("https:"));
    secureUrl = lan ? new URL(`/demo/${location.search}`, lan).href : undefined;
    if (!secureUrl) complain({ text: { key: "needHttps" } });
    else draw();
  }
  if (!query.has("user") && rememberedUser() === undefined) return;
  await signIn();
  if (status === "in" && query.has("call"))
    await call(usersIn(peer), query.get("type") === "1" ? 1 : 2);
}

void begin();
