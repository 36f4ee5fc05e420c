import { html, svg, type TemplateResult } from "lit";

/** Our own drawings, 20 by 20, in the colour of the text around them. */
const DRAWINGS = {
  apps: svg`<rect x="3" y="3" width="5.6" height="5.6" rx="1.6"/><rect x="11.4" y="3" width="5.6" height="5.6" rx="1.6"/><rect x="3" y="11.4" width="5.6" height="5.6" rx="1.6"/><rect x="11.4" y="11.4" width="5.6" height="5.6" rx="1.6"/>`,
  live: svg`<path d="M2.5 10.5h3l2-5.5 3.6 10 2.2-6 1 1.5h3.2"/>`,
  records: svg`<path d="M7.5 5.2h9M7.5 10h9M7.5 14.8h9"/><path d="M3.6 5.2h.01M3.6 10h.01M3.6 14.8h.01" stroke-width="2.2"/>`,
  users: svg`<circle cx="7.6" cy="7" r="2.8"/><path d="M2.4 16.2c.3-3 2.4-4.6 5.2-4.6s4.9 1.6 5.2 4.6"/><path d="M13 4.6a2.7 2.7 0 0 1 0 5M15 12.3c1.500.6 2.4 1.9 2.6 3.9"/>`,
  start: svg`<path d="M6.5 6 2.8 10l3.7 4M13.5 6l3.7 4-3.7 4M11.4 4.2 8.6 15.8"/>`,
  ticket: svg`<path d="M2.8 7.4V6a1.6 1.6 0 0 1 1.6-1.6h11.2A1.6 1.6 0 0 1 17.2 6v1.4a2.6 2.6 0 0 0 0 5.2V14a1.6 1.6 0 0 1-1.6 1.6H4.4A1.6 1.6 0 0 1 2.8 14v-1.4a2.6 2.6 0 0 0 0-5.2z"/><path d="M11.8 7.2v.8M11.8 9.8v.6M11.8 12.2v.6"/>`,
  settings: svg`<path d="M3 6.4h7.4M14.6 6.4H17M3 13.6h2.4M9.6 13.6H17"/><circle cx="12.5" cy="6.4" r="2.1"/><circle cx="7.5" cy="13.6" r="2.1"/>`,
  domains: svg`<circle cx="10" cy="10" r="7"/><path d="M3.2 10h13.6M10 3c2.2 2 3.2 4.3 3.2 7S12.2 15 10 17c-2.2-2-3.2-4.3-3.2-7S7.8 5 10 3z"/>`,
  test: svg`<path d="M3.4 12.6a7 7 0 1 1 13.2 0"/><path d="m10 11.4 3.2-4.2"/><circle cx="10" cy="12" r="1.5"/><path d="M5 16h10"/>`,
  server: svg`<rect x="3" y="3.4" width="14" height="5.6" rx="1.6"/><rect x="3" y="11" width="14" height="5.6" rx="1.6"/><path d="M6 6.2h.01M6 13.8h.01" stroke-width="2.2"/><path d="M9.5 6.2h4.5M9.5 13.8h4.5"/>`,
  account: svg`<rect x="4" y="8.6" width="12" height="8" rx="2"/><path d="M6.8 8.6V6.2a3.2 3.2 0 0 1 6.4 0v2.4M10 12v1.6"/>`,
  menu: svg`<path d="M3 6h14M3 10h14M3 14h14"/>`,
  close: svg`<path d="m5 5 10 10M15 5 5 15"/>`,
  chevron: svg`<path d="m7.5 4.5 5.5 5.5-5.5 5.5"/>`,
  back: svg`<path d="M12.5 4.5 7 10l5.5 5.5"/>`,
  select: svg`<path d="m6.5 8 3.5-3.5L13.5 8M6.5 12l3.5 3.5 3.5-3.5"/>`,
  up: svg`<path d="M10 16V4.5M5.5 9 10 4.5 14.5 9"/>`,
  down: svg`<path d="M10 4v11.5M5.5 11l4.5 4.5 4.5-4.5"/>`,
  search: svg`<circle cx="8.8" cy="8.8" r="5.2"/><path d="m12.8 12.8 4 4"/>`,
  copy: svg`<rect x="6.8" y="6.8" width="10" height="10" rx="2"/><path d="M13.2 6.8V5.2a2 2 0 0 0-2-2h-6a2 2 0 0 0-2 2v6a2 2 0 0 0 2 2h1.6"/>`,
  check: svg`<path d="m4 10.6 4 4 8-9"/>`,
  eye: svg`<path d="M2.4 10S5 4.8 10 4.8 17.6 10 17.6 10 15 15.2 10 15.2 2.4 10 2.4 10z"/><circle cx="10" cy="10" r="2.4"/>`,
  eyeOff: svg`<path d="M2.4 10S5 4.8 10 4.8 17.6 10 17.6 10 15 15.2 10 15.2 2.4 10 2.4 10z"/><path d="m4 3.5 12 13"/>`,
  plus: svg`<path d="M10 4v12M4 10h12"/>`,
  key: svg`<circle cx="6.6" cy="13.4" r="3.4"/><path d="m9.2 10.8 7-7M13.6 6.4l2.4 2.4M11.4 8.6l1.6 1.6"/>`,
  rotate: svg`<path d="M16.5 9.4A6.6 6.6 0 0 0 4.6 6.6M3.5 10.6a6.6 6.6 0 0 0 11.9 2.8"/><path d="M4.2 3.4v3.4h3.4M15.8 16.6v-3.4h-3.4"/>`,
  download: svg`<path d="M10 3.5v9M6 9l4 4 4-4M3.5 16.5h13"/>`,
  phone: svg`<path d="M6.7 3.4 4.6 4c-.9.3-1.4 1.1-1.3 2 .7 5.7 5 10 10.7 10.700.9.1 1.7-.4 2-1.3l.6-2.1-3.5-2-1.5 1.5c-2-.9-3.5-2.4-4.4-4.4l1.5-1.5z"/>`,
  video: svg`<rect x="2.6" y="5.2" width="10.4" height="9.6" rx="2.2"/><path d="m13 9 4.4-2.4v6.8L13 11"/>`,
  mic: svg`<rect x="7.4" y="2.8" width="5.2" height="8.8" rx="2.6"/><path d="M4.6 9.4a5.4 5.4 0 0 0 10.8 0M10 14.8v2.6"/>`,
  micOff: svg`<path d="M12.6 8.6V5.4a2.6 2.6 0 0 0-5-1M7.4 7.4V9a2.6 2.6 0 0 0 3.8 2.3M4.6 9.4a5.4 5.4 0 0 0 8.2 4.6M15.4 9.4c0 .8-.2 1.5-.4 2.1M10 14.8v2.6M3.4 3l13.2 14"/>`,
  camOff: svg`<path d="M6 5.2h4.8A2.2 2.2 0 0 1 13 7.4v4.8M12.6 14.5H4.8a2.2 2.2 0 0 1-2.2-2.2V7.4c0-.9.5-1.6 1.3-2M13 9l4.4-2.4v6.8L14.6 12M3.4 3l13.2 14"/>`,
  group: svg`<circle cx="10" cy="6.8" r="2.6"/><path d="M5.4 16c.2-2.9 2-4.4 4.6-4.4s4.4 1.5 4.6 4.4"/><path d="M4.6 9.8a2 2 0 1 1 .6-3.8M15.4 9.8a2 2 0 1 0-.6-3.8"/>`,
  hangUp: svg`<path d="M3.2 12.4c0-5.2 13.6-5.2 13.6 0v1.3c0 .7-.6 1.2-1.2 1.1l-2.3-.4c-.5-.1-.9-.5-.9-1.1v-1.4c-1.6-.5-3.2-.5-4.8 0v1.4c0 .6-.4 1-.9 1.1l-2.300.4c-.6.1-1.2-.4-1.2-1.1z"/>`,
  kick: svg`<path d="M11.5 3.6H6A1.6 1.6 0 0 0 4.4 5.2v9.6A1.6 1.6 0 0 0 6 16.4h5.5M8.5 10h8M13.5 7l3 3-3 3"/>`,
  trash: svg`<path d="M3.8 5.6h12.4M8 5.4V4.2A1.2 1.2 0 0 1 9.2 3h1.6A1.2 1.2 0 0 1 12 4.2v1.2M5.4 5.8l.7 9.4A1.6 1.6 0 0 0 7.7 16.7h4.6a1.6 1.6 0 0 0 1.6-1.5l.7-9.4M8.6 8.8v4.6M11.4 8.8v4.6"/>`,
  info: svg`<circle cx="10" cy="10" r="7"/><path d="M10 9.2v4.2M10 6.6h.01" /><path d="M10 6.5h.01" stroke-width="2"/>`,
  warn: svg`<path d="M10 3.4 17.4 16H2.6z"/><path d="M10 8.2v3.6"/><path d="M10 13.9h.01" stroke-width="2"/>`,
  clock: svg`<circle cx="10" cy="10" r="7"/><path d="M10 5.8V10l2.8 2"/>`,
  moon: svg`<path d="M16.4 11.8A6.8 6.8 0 1 1 8.2 3.6a5.4 5.4 0 0 0 8.2 8.2z"/>`,
  sun: svg`<circle cx="10" cy="10" r="3.2"/><path d="M10 2.6v1.6M10 15.8v1.6M2.6 10h1.6M15.8 10h1.6M4.8 4.8l1.1 1.1M14.1 14.1l1.1 1.1M15.2 4.8l-1.1 1.1M5.9 14.1l-1.1 1.1"/>`,
  system: svg`<circle cx="10" cy="10" r="6.8"/><path d="M10 3.2a6.8 6.8 0 0 1 0 13.6z" fill="currentColor"/>`,
  out: svg`<path d="M8.5 3.6H5.6A1.6 1.6 0 0 0 4 5.2v9.6a1.6 1.6 0 0 0 1.6 1.6h2.9M12.5 6.5 16 10l-3.5 3.5M16 10H8"/>`,
  play: svg`<path d="M6.5 4.2v11.6L16 10z" fill="currentColor" stroke-linejoin="round"/>`,
  link: svg`<path d="M8.2 11.8a3.2 3.2 0 0 0 4.6 0l2.9-2.9a3.2 3.2 0 0 0-4.6-4.6l-1 1M11.8 8.2a3.2 3.2 0 0 0-4.6 0l-2.9 2.9a3.2 3.2 0 0 0 4.6 4.6l1-1"/>`,
} as const;

export type IconName = keyof typeof DRAWINGS;

export function icon(name: IconName): TemplateResult {
  return html`<svg
    class="icon"
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.6"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    ${DRAWINGS[name]}
  </svg>`;
}

/** The sign of the product. */
export const LOGO = html`<svg viewBox="0 0 32 32" aria-hidden="true">
  <rect width="32" height="32" rx="9" fill="#07c160" />
  <path
    d="M9 11.5A2.5 2.5 0 0 1 11.5 9h9a2.5 2.5 0 0 1 2.5 2.5v6a2.5 2.5 0 0 1-2.5 2.5H15l-4 3.5V20a2.5 2.5 0 0 1-2-2.5z"
    fill="#fff"
  />
</svg>`;
