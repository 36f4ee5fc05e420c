import { css } from "lit";

/**
 * Every colour and measure of the screens. A page changes them on `tui-call-kit`: they are inherited into the
 * element. Measures are for a screen 375 px wide and hold for 320 to 430.
 */
export const tokens = css`
  :host {
    --_font: var(
      --ck-font,
      system-ui,
      -apple-system,
      "PingFang SC",
      "Hiragino Sans",
      "Noto Sans CJK SC",
      "Microsoft YaHei",
      sans-serif
    );
    --_ground: var(--ck-ground, #191919);
    --_text: var(--ck-text, #fff);
    --_text-dim: var(--ck-text-dim, rgb(255 255 255 / 70%));
    --_danger: var(--ck-danger, #fa5151);
    --_accept: var(--ck-accept, #07c160);
    --_disc: var(--ck-disc, rgb(255 255 255 / 15%));
    --_disc-on: var(--ck-disc-on, #fff);
    --_icon-on: var(--ck-icon-on, #191919);
    --_panel: var(--ck-panel, #2c2c2c);
    --_z: var(--ck-z-index, 2147483000);
    --_safe-top: var(--ck-safe-top, env(safe-area-inset-top, 0px));
    --_safe-bottom: var(--ck-safe-bottom, env(safe-area-inset-bottom, 0px));
    --_safe-left: var(--ck-safe-left, env(safe-area-inset-left, 0px));
    --_safe-right: var(--ck-safe-right, env(safe-area-inset-right, 0px));
    --_fit: var(--ck-object-fit, cover);

    display: contents;
    color: var(--_text);
    font-family: var(--_font);
    font-size: 15px;
    line-height: 1.4;
    -webkit-font-smoothing: antialiased;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  button {
    margin: 0;
    border: 0;
    padding: 0;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
  }

  :focus {
    outline: none;
  }

  :focus-visible {
    outline: 3px solid #7cc4ff;
    outline-offset: 2px;
  }

  .ck-hidden,
  .ck-spoken {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
