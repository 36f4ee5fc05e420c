/** What `TUICallKit.js` hands to `Component()`. */

import { read } from "./markdown.ts";

type Definition = {
  properties: object;
  data: object;
  methods: object;
};

export function component(): Definition {
  let defined: Definition | undefined;
  const Component = (definition: Definition) => {
    defined = definition;
  };
  const constants = { AUDIO: 1, VIDEO: 2, IDLE: "idle", SPEAKER: "speaker", EAR: "ear" };
  const engine = { MEDIA_TYPE: constants, STATUS: constants, AUDIO_PLAYBACK_DEVICE: constants };
  const required = (path: string) => (path.endsWith("tuicall-engine-wx") ? engine : { BLANK: {} });
  const code = read("MiniProgram/TUICallKit/TUICallKit.js");
  new Function("require", "Component", code)(required, Component);
  if (!defined) throw new Error("TUICallKit.js calls Component()");
  return defined;
}

/** Methods that are there for the component's own templates and for events of the engine. */
export function isInternal(name: string): boolean {
  return /^(handle(?!ExceptionExit)|_(?!hangUp)|noop)/.test(name);
}
