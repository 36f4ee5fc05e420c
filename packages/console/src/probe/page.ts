/** The test for somebody outside, who has a link and no password. */

import { html, render } from "lit";
import { LANGUAGES, type Language, translator } from "../locales/index.ts";
import { keepLanguage, language } from "../shell/preferences.ts";
import { segments } from "../ui/form.ts";
import { LOGO } from "../ui/icons.ts";
import { note, pageHead } from "../ui/parts.ts";
import "./panel.ts";
import { readTestLink } from "./test-link.ts";

const target = readTestLink(location.origin, location.hash);
// Tickets are nothing for a browser's history.
history.replaceState(null, "", location.pathname);

function draw(chosen: Language): void {
  const t = translator(chosen);
  document.documentElement.lang = chosen;
  document.title = `${t("probe.title")} · callkit`;
  const languages = segments(
    t("shell.language"),
    Object.entries(LANGUAGES).map(([value, label]) => ({ value, label })),
    chosen,
    (value) => {
      keepLanguage(value as Language);
      draw(value as Language);
    },
  );
  const body = target
    ? html`<ck-probe .words=${t} .target=${() => Promise.resolve(target)}></ck-probe>`
    : note("warn", t("probe.expired"), "warn");
  render(
    html`<main class="page page--narrow">
      <div class="row outside__top">
        <span class="brand">${LOGO}<span>callkit</span></span><span class="grow"></span>${languages}
      </div>
      ${pageHead(t("probe.title"), t("probe.text"))} ${body}
    </main>`,
    document.body,
  );
}

draw(language());
