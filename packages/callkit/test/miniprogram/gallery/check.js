// Runs in the page: what is wrong with the picture that can be told without eyes. Gives a list of sentences.
(() => {
  const wrong = [];
  const find = (selector) => [...document.querySelectorAll(`.mp-top ${selector}`)];
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    return (
      box.width > 0 &&
      box.height > 0 &&
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    );
  };
  const name = (element) => `${element.className} "${element.textContent.trim().slice(0, 40)}"`;
  const inAvatar = (element) => element.closest('[data-is$="TUI-Avatar"]');
  const texts = find("*").filter(
    (element) =>
      !inAvatar(element) &&
      !element.closest(".TUI-Person--dots, wx-live-pusher, wx-live-player") &&
      [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== "",
      ) &&
      seen(element),
  );
  const boxOf = (element) => {
    if (getComputedStyle(element).textOverflow === "ellipsis")
      return element.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(element);
    return range.getBoundingClientRect();
  };
  const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  for (const text of texts) {
    const box = boxOf(text);
    if (
      box.left < screen.left - 1 ||
      box.right > screen.right + 1 ||
      box.top < screen.top - 1 ||
      box.bottom > screen.bottom + 1
    ) {
      wrong.push(`outside: ${name(text)}`);
    }
  }
  const over = (a, b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const pieces = [
    ...texts,
    ...find(
      ".TUI-Buttons--disc, .TUI-Avatar--avatar, .TUI-Pictures--touch.TUI-Pictures--picture--small",
    ).filter(seen),
  ];
  const overlay = (element) =>
    element.closest('[data-is$="TUI-Toast"], [data-is$="TUI-Dialog"], [data-is$="TUI-Picker"]');
  for (let i = 0; i < pieces.length; i++) {
    for (let j = i + 1; j < pieces.length; j++) {
      const [a, b] = [pieces[i], pieces[j]];
      if (a.contains(b) || b.contains(a)) continue;
      if (!!overlay(a) !== !!overlay(b)) continue;
      // The small picture has an avatar of its own.
      const small = ".TUI-Pictures--picture--small";
      if (a.closest(small) && b.closest(small)) continue;
      const [boxA, boxB] = [a, b].map((piece) =>
        texts.includes(piece) ? boxOf(piece) : piece.getBoundingClientRect(),
      );
      if (over(boxA, boxB)) wrong.push(`overlap: ${name(a)} and ${name(b)}`);
    }
  }
  for (const control of find('[data-is$="TUI-Buttons"] .TUI-Buttons--button')) {
    const box = control.getBoundingClientRect();
    if (seen(control) && (box.width < 43.5 || box.height < 43.5)) {
      wrong.push(`small: ${name(control)} ${box.width}x${box.height}`);
    }
  }
  const capsule = globalThis.__mp.wx.getMenuButtonBoundingClientRect();
  for (const piece of pieces) {
    if (overlay(piece)) continue;
    if (over(capsule, boxOf(piece))) wrong.push(`under the capsule: ${name(piece)}`);
  }
  return wrong;
})();
