/** Toast, modal and action sheet, as elements over the page. */

import type { Options } from "../../shared/loose.ts";
import type { WxApi } from "./api.ts";
import { ApiFailure } from "./failure.ts";

export function addDialogs(api: WxApi): void {
  const toast = new Toast();
  api.async("showToast", ({ title = "", icon = "success", duration = 1500, mask }) => {
    api.journal.toasts.push({ title, icon, t: Date.now() });
    toast.show(title, icon, Boolean(mask));
    toast.hideAfter(duration);
  });
  api.async("showLoading", ({ title = "", mask }) => toast.show(title, "loading", Boolean(mask)));
  api.async("hideToast", () => toast.hide());
  api.async("hideLoading", () => toast.hide());
  api.async("showModal", (options) => {
    const { title = "", content = "" } = options;
    api.journal.modals.push({ title, content, t: Date.now() });
    return modal(options);
  });
  api.async("showActionSheet", ({ itemList }) => actionSheet(itemList));
}

class Toast {
  #element: HTMLElement | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(title: string, icon: string, mask: boolean): void {
    this.hide();
    this.#element = element("div", "");
    if (mask) this.#element.append(element("div", "mp-mask"));
    const box = element("div", "mp-toast", title);
    box.dataset["icon"] = icon;
    this.#element.append(box);
    document.body.append(this.#element);
  }

  hideAfter(ms: number): void {
    this.#timer = setTimeout(() => this.hide(), ms);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.#element?.remove();
    this.#element = undefined;
  }
}

function modal({
  title = "",
  content = "",
  showCancel = true,
  confirmText = "确定",
  cancelText = "取消",
  editable = false,
  placeholderText = "",
}: Options): Promise<object> {
  return new Promise((done) => {
    const input = document.createElement("input");
    input.className = "mp-modal-input";
    input.value = content;
    input.placeholder = placeholderText;

    const cover = element("div", "mp-modal");
    const close = (confirm: boolean) => {
      cover.remove();
      done({ confirm, cancel: !confirm, content: editable && confirm ? input.value : null });
    };
    const box = element("div", "");
    box.append(element("h4", "", title), editable ? input : element("p", "", content));
    const footer = element("footer", "");
    if (showCancel)
      footer.append(button("mp-modal-cancel", String(cancelText), () => close(false)));
    footer.append(button("mp-modal-confirm", String(confirmText), () => close(true)));
    box.append(footer);
    cover.append(box);
    document.body.append(cover);
  });
}

function actionSheet(items: readonly string[]): Promise<object> {
  return new Promise((done, failed) => {
    const cover = element("div", "mp-modal mp-actionsheet");
    const box = element("div", "");
    for (const [tapIndex, text] of items.entries())
      box.append(
        button("mp-action", text, () => {
          cover.remove();
          done({ tapIndex });
        }),
      );
    cover.append(box);
    cover.addEventListener("click", ({ target }) => {
      if (target !== cover) return;
      cover.remove();
      failed(new ApiFailure("cancel"));
    });
    document.body.append(cover);
  });
}

function element(tag: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function button(className: string, text: string, tapped: () => void): HTMLElement {
  const made = element("div", className, text);
  made.addEventListener("click", tapped);
  return made;
}
