/** `<input>`, `<textarea>`, `<switch>`, `<checkbox>`, `<radio>`. */

import type { ComponentSpace, ElementNode } from "glass-easel-miniprogram-adapter";
import { define, flag, type Host, number, text } from "./define.ts";

const KEYBOARDS: Record<string, string> = { number: "numeric", digit: "decimal" };

const FIELD_PROPERTIES = {
  value: text(),
  type: text("text"),
  password: flag(),
  placeholder: text(),
  placeholderStyle: text(),
  placeholderClass: text("input-placeholder"),
  disabled: flag(),
  maxlength: number(140),
  cursorSpacing: number(),
  autoFocus: flag(),
  focus: flag(),
  confirmType: text("done"),
  alwaysEmbed: flag(),
  confirmHold: flag(),
  cursor: number(-1),
  selectionStart: number(-1),
  selectionEnd: number(-1),
  adjustPosition: flag(true),
  holdKeyboard: flag(),
  autoHeight: flag(),
  fixed: flag(),
  showConfirmBar: flag(true),
  disableDefaultPadding: flag(),
  name: text(),
};

type Field = HTMLInputElement | HTMLTextAreaElement;

export function defineFields(space: ComponentSpace): void {
  for (const tag of ["input", "textarea"] as const)
    define(space, tag, {
      content: "none",
      properties: FIELD_PROPERTIES,
      reflected: ["placeholder", "type", "disabled"],
      created(node, host) {
        const field = document.createElement(tag);
        host.append(field);
        host.mpField = field;
        apply(node, field);
        listen(node, field);
      },
      attached(node, host) {
        const { focus, autoFocus } = node.data;
        // The page that is opening takes the focus with it.
        if (focus || autoFocus) setTimeout(() => host.mpField.focus());
      },
      changed(name, value, node, host) {
        const field: Field = host.mpField;
        if (name === "value") {
          if (field.value !== value) field.value = value ?? "";
        } else if (name === "focus") {
          if (value) field.focus();
          else field.blur();
        } else apply(node, field);
      },
    });
  for (const tag of ["switch", "checkbox", "radio"] as const) defineBox(space, tag);
}

function apply({ data }: ElementNode, field: Field): void {
  if (field instanceof HTMLInputElement) {
    field.type = data["password"] ? "password" : "text";
    field.inputMode = KEYBOARDS[data["type"]] ?? "text";
  }
  field.placeholder = data["placeholder"] ?? "";
  field.disabled = Boolean(data["disabled"]);
  if (data["maxlength"] >= 0) field.maxLength = data["maxlength"];
  else field.removeAttribute("maxlength");
}

function listen(node: ElementNode, field: Field): void {
  let composing = false;
  const tell = (name: string, more: object = {}) => {
    const { value, selectionStart } = field;
    node.triggerEvent(name, { value, cursor: selectionStart ?? value.length, ...more });
  };
  field.addEventListener("compositionstart", () => {
    composing = true;
  });
  field.addEventListener("compositionend", () => {
    composing = false;
    field.dispatchEvent(new Event("input"));
  });
  field.addEventListener("input", (event) => {
    event.stopPropagation();
    if (composing) return;
    if (field instanceof HTMLInputElement && node.data["type"] === "number")
      field.value = field.value.replace(/\D/g, "");
    // The property follows the field, and `model:value` the property.
    node.setData({ value: field.value });
    tell("input", { keyCode: undefined });
  });
  field.addEventListener("focus", () => tell("focus", { height: 0 }));
  field.addEventListener("blur", () => tell("blur"));
  field.addEventListener("keydown", (event) => {
    if ((event as KeyboardEvent).key === "Enter" && field instanceof HTMLInputElement)
      tell("confirm");
  });
}

function defineBox(space: ComponentSpace, tag: "switch" | "checkbox" | "radio"): void {
  define(space, tag, {
    properties: {
      checked: flag(),
      disabled: flag(),
      value: text(),
      color: text(),
      type: text(),
      name: text(),
    },
    created(node, host: Host) {
      const box = document.createElement("input");
      box.type = tag === "radio" ? "radio" : "checkbox";
      host.prepend(box);
      host.mpField = box;
      box.addEventListener("change", (event) => {
        event.stopPropagation();
        const chosen = box.checked ? [node.data["value"]] : [];
        const value = tag === "switch" ? box.checked : chosen;
        // The group around boxes hears of each of them.
        node.triggerEvent("change", { value }, { bubbles: tag !== "switch" });
      });
    },
    changed(name, value, _, host) {
      if (name === "checked" || name === "disabled") host.mpField[name] = value;
    },
  });
}
