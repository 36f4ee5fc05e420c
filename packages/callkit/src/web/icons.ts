import { svg, type TemplateResult } from "lit";

/** Our own drawings, 24 by 24, in the colour of the text around them. */
export type IconName =
  | "microphone"
  | "microphoneOff"
  | "speaker"
  | "speakerOff"
  | "camera"
  | "cameraOff"
  | "flip"
  | "voice"
  | "phone"
  | "hangUp"
  | "invite"
  | "minimise"
  | "fullScreen"
  | "devices"
  | "pictureInPicture"
  | "window"
  | "incoming"
  | "outgoing";

const HANDSET =
  "M2.6 14.6c0-6 18.8-6 18.8 0v1.5c0 .9-.8 1.6-1.7 1.4l-3-.5c-.7-.1-1.2-.7-1.2-1.4v-1.9c-2.2-.8-4.8-.8-7 0v1.9c0 .7-.5 1.3-1.2 1.4l-3 .5c-.9.2-1.7-.5-1.7-1.4z";

const MICROPHONE = svg`<rect x="8.8" y="2.8" width="6.4" height="11.4" rx="3.2" fill="currentColor" stroke="none"/>
  <path d="M5.6 11.4a6.4 6.4 0 0 0 12.8 0M12 17.8v3.4M8.8 21.2h6.4"/>`;
const SPEAKER = svg`<path d="M3.4 9.4v5.2h3.4l5 4.2V5.2l-5 4.2z" fill="currentColor" stroke-linejoin="round" stroke-width="1"/>
  <path d="M15 9a4.2 4.2 0 0 1 0 6M17.6 6.4a7.9 7.9 0 0 1 0 11.2"/>`;
const CAMERA = svg`<rect x="2.4" y="6.2" width="12.8" height="11.6" rx="2.8" fill="currentColor" stroke="none"/>
  <path d="M17.2 10.6 21 8.2v7.6l-3.8-2.4z" fill="currentColor" stroke-linejoin="round" stroke-width="1.2"/>`;

const DRAWINGS: Readonly<Record<IconName, TemplateResult<2>>> = {
  microphone: MICROPHONE,
  microphoneOff: slashed(MICROPHONE),
  speaker: SPEAKER,
  speakerOff: slashed(SPEAKER),
  camera: CAMERA,
  cameraOff: slashed(CAMERA),
  flip: svg`<path d="M4.6 11.2a7.5 7.5 0 0 1 13-4.3l1.6 1.7M19.4 12.8a7.5 7.5 0 0 1-13 4.3l-1.6-1.7"/>
    <path d="M19.6 4.4v4.4h-4.4M4.4 19.6v-4.4h4.4"/>`,
  voice: svg`<g transform="rotate(-135 10.4 13.2) translate(-1.6 .6)"><path d="${HANDSET}" fill="currentColor" stroke="none"/></g>
    <path d="M14.6 6.4a3.4 3.4 0 0 1 3.2 3.2M15 2.9a6.8 6.8 0 0 1 6.2 6.2" stroke-width="1.7"/>`,
  phone: svg`<g transform="rotate(-135 12 12) translate(0 -1.2)"><path d="${HANDSET}" fill="currentColor" stroke="none"/></g>`,
  hangUp: svg`<path d="${HANDSET}" fill="currentColor" stroke="none" transform="translate(0 -1.6)"/>`,
  invite: svg`<circle cx="10" cy="8" r="4" fill="currentColor" stroke="none"/>
    <path d="M2.8 20.2c0-4 3.2-6.4 7.2-6.4 1.6 0 3 .3 4.2 1" stroke-width="2.4"/><path d="M18 13.6v6.8M14.6 17h6.8"/>`,
  minimise: svg`<rect x="3.2" y="4.6" width="17.6" height="14.8" rx="2.6"/>
    <rect x="11.6" y="11.4" width="6.6" height="5.4" rx="1.2" fill="currentColor" stroke="none"/>`,
  devices: svg`<path d="M4 7h9M17.4 7H20M4 17h2.6M11 17h9"/><circle cx="15.2" cy="7" r="2.2"/><circle cx="8.8" cy="17" r="2.2"/>`,
  pictureInPicture: svg`<path d="M10.4 19.4H5.8a2.6 2.6 0 0 1-2.6-2.6V7.2a2.6 2.6 0 0 1 2.6-2.6h12.4a2.6 2.6 0 0 1 2.6 2.6v3"/>
    <rect x="13" y="13.4" width="8" height="6.4" rx="1.4" fill="currentColor" stroke="none"/>`,
  fullScreen: svg`<path d="M4 9.2V5.4C4 4.6 4.6 4 5.4 4h3.8M14.8 4h3.8c.8 0 1.4.6 1.4 1.4v3.8M20 14.8v3.8c0 .8-.6 1.4-1.4 1.4h-3.8M9.2 20H5.4c-.8 0-1.4-.6-1.4-1.4v-3.8"/>`,
  window: svg`<path d="M9.2 4v3.8c0 .8-.6 1.4-1.4 1.4H4M20 9.2h-3.8c-.8 0-1.4-.6-1.4-1.4V4M14.8 20v-3.8c0-.8.6-1.4 1.4-1.4H20M4 14.8h3.8c.8 0 1.4.6 1.4 1.4V20"/>`,
  incoming: svg`<path d="M18.6 5.4 6 18M6 8.4V18h9.6"/>`,
  outgoing: svg`<path d="M5.4 18.6 18 6M8.4 6H18v9.6"/>`,
};

export function icon(name: IconName): TemplateResult<2> {
  return svg`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"
    aria-hidden="true" focusable="false">${DRAWINGS[name]}</svg>`;
}

/** The drawing under a slash that keeps clear of it. */
function slashed(drawing: TemplateResult<2>): TemplateResult<2> {
  return svg`<mask id="ck-slash" maskUnits="userSpaceOnUse" x="0" y="0" width="24" height="24">
      <path d="M0 0h24v24H0z" fill="#fff" stroke="none"/>
      <path d="M5.4 2.6 21.4 18.6" stroke="#000" stroke-width="2.4"/>
    </mask>
    <g mask="url(#ck-slash)">${drawing}</g>
    <path d="M3.6 3.6 20.4 20.4"/>`;
}
