/** The first screen: what this is, how to try it, and what this installation needs. */

import { html, nothing, render, type TemplateResult } from "lit";
import { fill } from "../../src/locales/index.ts";
import { brand, chosenLanguage, type Installation, installation, languageSwitch } from "../page.ts";
import { qrCode } from "./qr.ts";
import { guides, type Snippet } from "./snippets.ts";
import { TEXTS } from "./texts.ts";

let language = chosenLanguage();
let info: Installation | undefined;
/** What was copied last, for two seconds. */
let copied = "";

function draw(): void {
  const texts = TEXTS[language];
  document.documentElement.lang = language;
  const root = document.querySelector<HTMLElement>("#home");
  if (!root) return;
  render(
    html`<header class="top">
        ${brand()}
        ${languageSwitch(language, (chosen) => {
          language = chosen;
          draw();
        })}
      </header>
      <main>
        <h1>${texts.title}</h1>
        <p class="lead">${texts.lead}</p>
        <div class="grid">
          <section class="panel">
            <h2>${texts.tryTitle}</h2>
            <p>${texts.tryText}</p>
            <div class="actions">
              <a class="button primary" href="/demo/?user=alice">${fill(texts.openAs, { user: "alice" })}</a>
              <a class="button" href="/demo/?user=bob" target="_blank">${fill(texts.openAs, { user: "bob" })}</a>
            </div>
          </section>
          <section class="panel">${phone()}</section>
        </div>
        <section class="panel wide">${miniProgram()}</section>
        <section class="panel wide">
          <h2>${texts.domainsTitle}</h2>
          ${domains()}
        </section>
        <section class="panel wide">
          <h2>${texts.guidesTitle}</h2>
          <p>${texts.guidesText}</p>
          ${guides(location.origin, info?.sdkappid ?? 0).map(guide)}
        </section>
      </main>
      <footer>
        <a href="/guides/">${texts.docs}</a>
        ${
          info
            ? fill(texts.version, { version: info.version, sdkappid: String(info.sdkappid) })
            : nothing
        }
      </footer>`,
    root,
  );
}

function phone(): TemplateResult {
  const texts = TEXTS[language];
  const lan = info?.lan_urls ?? [];
  const address = info?.public_url || lan.find((url) => url.startsWith("https:")) || lan[0];
  if (!address) {
    return html`<h2>${texts.phoneTitle}</h2>
      <p>${texts.phoneLocal}</p>
      <pre>make run LAN=1</pre>`;
  }
  const target = new URL("/demo/", address).href;
  return html`<h2>${texts.phoneTitle}</h2>
    <div class="phone">
      <div class="phone__code">${qrCode(target)}</div>
      <div class="phone__text">
        <p>${info?.public_url ? texts.phonePublic : texts.phoneText}</p>
        <a href=${target}>${target}</a>
      </div>
    </div>`;
}

function miniProgram(): TemplateResult {
  const texts = TEXTS[language];
  const guides = `/guides/${language === "zh-CN" ? "zh" : "en"}`;
  return html`<h2>${texts.miniTitle}</h2>
    <p>${texts.miniText}</p>
    <div class="actions">
      <a class="button primary" href="/demo/miniprogram/">${texts.miniDemo}</a>
      <a class="button" href="/sdk/miniprogram.zip" download>${texts.miniZip}</a>
      <a class="button" href="${guides}/quick-start.html">${texts.miniGuide}</a>
      <a class="button" href="${guides}/lan.html">${texts.miniLan}</a>
    </div>`;
}

function domains(): TemplateResult {
  const texts = TEXTS[language];
  const { host, hostname } = new URL(info?.public_url || location.href);
  const usable = isPublic(hostname);
  return html`<p>${usable ? texts.domainsText : texts.domainsPlain}</p>
    <dl class="domains">
      ${domain("request", `https://${host}`)} ${domain("socket", `wss://${host}`)}
    </dl>`;
}

function domain(kind: string, value: string): TemplateResult {
  return html`<div>
    <dt>${kind}</dt>
    <dd><code>${value}</code></dd>
    ${copyButton(value)}
  </div>`;
}

function guide({ title, code }: Snippet): TemplateResult {
  return html`<div class="guide">
    <div class="guide__head">
      <h3>${TEXTS[language][title]}</h3>
      ${copyButton(code)}
    </div>
    <pre tabindex="0"><code>${code}</code></pre>
  </div>`;
}

/** Browsers let pages copy only where they come by HTTPS or from this machine. */
function copyButton(value: string): TemplateResult | typeof nothing {
  if (!navigator.clipboard) return nothing;
  const texts = TEXTS[language];
  return html`<button
    type="button"
    class="copy"
    @click=${async () => {
      await navigator.clipboard.writeText(value);
      copied = value;
      draw();
      setTimeout(() => {
        if (copied === value) copied = "";
        draw();
      }, 2000);
    }}
  >
    ${copied === value ? texts.copied : texts.copy}
  </button>`;
}

/** WeChat takes names of the public Internet only. */
function isPublic(hostname: string): boolean {
  return hostname.includes(".") && !/^[\d.]+$|:|\.(local|localhost|internal|lan)$/.test(hostname);
}

draw();
installation().then((found) => {
  info = found;
  draw();
});
