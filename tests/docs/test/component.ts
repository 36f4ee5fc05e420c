/** What `TUICallKit.js` hands to `Component()`. */

import { read } from "./markdown.ts";

type Definition = {
  properties: object;
  data: object;
  methods: object;
};

const constants = { AUDIO: 1, VIDEO: 2, IDLE: "idle", SPEAKER: "speaker", EAR: "ear" };
const engine = { MEDIA_TYPE: constants, STATUS: constants, AUDIO_PLAYBACK_DEVICE: constants };
const required = (path: string) => (path.endsWith("tuicall-engine-wx") ? engine : { BLANK: {} });

export function component(): Definition {
  let defined: Definition | undefined;
  const Component = (definition: Definition) => {
    defined = definition;
  };
  const code = read("MiniProgram/TUICallKit/TUICallKit.js");
  new Function("require", "Component", code)(required, Component);
  if (!defined) throw new Error("TUICallKit.js calls Component()");
  return defined;
}

/** The methods of TUICallKitAPI for mini programs. */
export function serviceMethods(): string[] {
  const module: { exports: { TUICallKitAPI: object } } = { exports: { TUICallKitAPI: {} } };
  const code = read("MiniProgram/TUICallKit/TUICallService/index.js");
  new Function("require", "module", code)(required, module);
  const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(module.exports.TUICallKitAPI));
  return methods.filter((name) => name !== "constructor" && !name.startsWith("_"));
}

/** Methods that are there for the component's own templates and for events of the engine. */
export function isInternal(name: string): boolean {
  return /^(handle(?!ExceptionExit)|_(?!hangUp)|noop)/.test(name);
}
