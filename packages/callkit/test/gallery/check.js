// Runs in the page: what is wrong with the picture that can be told without eyes. Gives a list of sentences.
(() => {
  const root = document.querySelector("tui-call-kit").shadowRoot;
  const wrong = [];
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    // What has been scrolled out of a list is not seen.
    const list = element.closest(".ck-picker__list, .ck-devices__list")?.getBoundingClientRect();
    if (list && (box.top < list.top - 1 || box.bottom > list.bottom + 1)) return false;
    return (
      box.width > 0 &&
      box.height > 0 &&
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    );
  };
  const name = (element) =>
    `${element.className || element.tagName} "${element.textContent.trim().slice(0, 40)}"`;
  const texts = [...root.querySelectorAll("*")].filter(
    (element) =>
      !element.closest(".ck-spoken, .ck-hidden, .ck-avatar, .ck-content--ghost, svg, style") &&
      [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== "",
      ) &&
      seen(element),
  );
  const boxOf = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return range.getBoundingClientRect();
  };
  const screen = root.querySelector(".ck-screen")?.getBoundingClientRect();
  for (const text of texts) {
    const may = getComputedStyle(text).textOverflow === "ellipsis";
    if (
      !may &&
      text.scrollWidth > text.clientWidth + 1 &&
      getComputedStyle(text).display !== "inline"
    ) {
      wrong.push(`cut: ${name(text)}`);
    }
    const box = may ? text.getBoundingClientRect() : boxOf(text);
    const frame =
      text.closest(".ck-screen") && screen
        ? screen
        : { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    if (
      box.left < frame.left - 1 ||
      box.right > frame.right + 1 ||
      box.top < frame.top - 1 ||
      box.bottom > frame.bottom + 1
    ) {
      wrong.push(`outside: ${name(text)}`);
    }
  }
  const over = (a, b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const modal = root.querySelector(".ck-over");
  const pieces = [
    ...texts,
    ...[
      ...root.querySelectorAll(".ck-button__disc, .ck-corner, .ck-avatar, .ck-picture--small"),
    ].filter(seen),
  ].filter(
    (piece) =>
      !piece.closest(".ck-content--ghost") && (!modal || modal.contains(piece) === false || true),
  );
  for (let i = 0; i < pieces.length; i++) {
    for (let j = i + 1; j < pieces.length; j++) {
      const [a, b] = [pieces[i], pieces[j]];
      if (a.contains(b) || b.contains(a)) continue;
      // A toast or a dialog lies over things, and the small picture has an avatar of its own.
      if (!!a.closest(".ck-over") !== !!b.closest(".ck-over")) continue;
      if (a.closest(".ck-picture--big") && b.closest(".ck-picture--small")) continue;
      const boxA =
        texts.includes(a) && getComputedStyle(a).textOverflow !== "ellipsis"
          ? boxOf(a)
          : a.getBoundingClientRect();
      const boxB =
        texts.includes(b) && getComputedStyle(b).textOverflow !== "ellipsis"
          ? boxOf(b)
          : b.getBoundingClientRect();
      if (over(boxA, boxB)) wrong.push(`overlap: ${name(a)} and ${name(b)}`);
    }
  }
  for (const control of root.querySelectorAll("button")) {
    if (!seen(control)) continue;
    const box = control.getBoundingClientRect();
    if (box.width < 43.5 || box.height < 43.5)
      wrong.push(`small: ${name(control)} ${box.width}x${box.height}`);
    if (!(control.getAttribute("aria-label") || control.textContent.trim()))
      wrong.push(`nameless: ${name(control)}`);
  }
  const capsule = document.querySelector(".capsule")?.getBoundingClientRect();
  if (capsule) {
    for (const piece of pieces) {
      if (piece.closest(".ck-over, .ck-banner")) continue;
      if (
        over(capsule, piece.getBoundingClientRect()) &&
        (!texts.includes(piece) || over(capsule, boxOf(piece)))
      ) {
        wrong.push(`under the capsule: ${name(piece)}`);
      }
    }
  }
  return wrong;
})();
