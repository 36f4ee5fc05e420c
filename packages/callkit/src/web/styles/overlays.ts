import { css } from "lit";

/** What lies over the page or the screen: the small window, the banner, toast and dialog. */
export const overlays = css`
  .ck-float {
    position: absolute;
    z-index: 5;
    inset: 0;
    width: 100%;
    height: 100%;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 4px;
    border-radius: inherit;
    font-size: 12px;
    line-height: 16px;
    text-align: center;
    touch-action: none;
    animation: ck-fade-in 250ms;
  }

  .ck-float svg {
    width: 28px;
    height: 28px;
    color: var(--_accept);
  }

  .ck-float__text {
    max-width: 100%;
    padding: 0 4px;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }

  .ck-screen--video .ck-float--live {
    justify-content: end;
    padding-bottom: 6px;
    background: linear-gradient(transparent 100px, rgb(0 0 0 / 65%) 150px);
    text-shadow: 0 0 2px rgb(0 0 0 / 75%);
  }

  .ck-screen--video .ck-float--live svg {
    display: none;
  }

  .ck-banner {
    position: fixed;
    z-index: var(--_z);
    left: calc(var(--_safe-left) + 8px);
    right: calc(var(--_safe-right) + 8px);
    top: calc(var(--_safe-top) + 8px);
    max-width: 420px;
    height: 72px;
    margin: 0 auto;
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 0 16px 0 12px;
    border-radius: 12px;
    background: var(--_panel);
    box-shadow: 0 8px 32px rgb(0 0 0 / 35%);
    animation: ck-drop 250ms ease-out;
  }

  .ck-banner__open {
    flex: 1;
    min-width: 0;
    height: 100%;
    display: flex;
    align-items: center;
    gap: 12px;
    text-align: start;
  }

  .ck-banner__texts {
    min-width: 0;
    display: block;
  }

  .ck-banner__name {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: 16px;
    font-weight: 500;
  }

  .ck-banner__line {
    display: block;
    overflow: hidden;
    color: var(--_text-dim);
    font-size: 13px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .ck-banner .ck-button {
    flex: none;
    min-width: 44px;
    height: 44px;
    justify-content: center;
  }

  .ck-banner .ck-button__disc {
    width: 40px;
    height: 40px;
  }

  .ck-banner .ck-button svg {
    width: 22px;
    height: 22px;
  }

  .ck-banner .ck-button__label {
    display: none;
  }

  @keyframes ck-drop {
    from {
      transform: translateY(calc(-100% - 16px));
    }
  }

  .ck-over {
    position: fixed;
    z-index: calc(var(--_z) + 1);
    inset: 0;
    display: grid;
    place-items: center;
    pointer-events: none;
  }

  .ck-screen .ck-over {
    position: absolute;
    z-index: 6;
  }

  /* Between the texts and the buttons of a voice call. */
  .ck-screen--audio .ck-over:not(.ck-over--dialog) {
    top: 28%;
  }

  .ck-over--dialog {
    background: rgb(0 0 0 / 55%);
    pointer-events: auto;
    animation: ck-fade-in 150ms;
  }

  .ck-toast {
    max-width: min(340px, calc(100% - 48px));
    padding: 12px 18px;
    text-wrap: balance;
    border-radius: 8px;
    background: rgb(40 40 40 / 95%);
    font-size: 15px;
    text-align: center;
    overflow-wrap: anywhere;
    animation: ck-fade-in 120ms;
  }

  .ck-dialog {
    width: min(300px, calc(100% - 48px));
    overflow: hidden;
    border-radius: 12px;
    background: var(--_panel);
    text-align: center;
  }

  .ck-dialog__text {
    padding: 28px 24px;
    text-wrap: balance;
    font-size: 17px;
    line-height: 24px;
  }

  .ck-dialog__answer {
    display: block;
    width: 100%;
    min-height: 52px;
    border-top: 0.5px solid rgb(255 255 255 / 14%);
    font-size: 17px;
  }

  .ck-dialog__answer:active {
    background: rgb(255 255 255 / 8%);
  }

  .ck-dialog__answer:focus-visible {
    outline-offset: -4px;
    border-radius: 12px;
  }

  .ck-dialog__answer--first {
    color: var(--_accept);
    font-weight: 600;
  }

  .ck-dialog__answer--leave {
    color: var(--_danger);
    font-weight: 600;
  }

  @media (prefers-reduced-motion: reduce) {
    .ck-banner {
      animation-name: ck-fade-in;
    }
    .ck-picture {
      transition: none;
    }
  }
`;
