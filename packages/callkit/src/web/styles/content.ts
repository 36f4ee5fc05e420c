import { css } from "lit";

/** Texts and buttons. */
export const content = css`
  .ck-content {
    position: absolute;
    z-index: 3;
    inset: 0;
    pointer-events: none;
  }

  .ck-content button {
    pointer-events: auto;
  }

  .ck-content--fresh {
    animation: ck-fade-in 200ms;
  }

  .ck-content--ghost {
    animation: ck-fade-out 200ms forwards;
  }

  .ck-content--ghost button {
    pointer-events: none;
  }

  /* Over a picture nobody knows how bright it is: texts are full white with a dark edge of their own. */
  .ck-over-video {
    --_text-dim: #fff;
    text-shadow:
      0 0 2px rgb(0 0 0 / 75%),
      0 0 6px rgb(0 0 0 / 55%);
  }

  .ck-over-video svg {
    filter: drop-shadow(0 0 1.5px rgb(0 0 0 / 35%));
  }

  .ck-fades {
    transition:
      opacity 200ms,
      visibility 200ms;
  }

  .ck-fades--away {
    opacity: 0;
    visibility: hidden;
  }

  /* Where it is dragged by, on a desktop. */
  .ck-handle {
    position: absolute;
    z-index: 3;
    left: 0;
    right: 0;
    top: 0;
    height: 52px;
    touch-action: none;
    cursor: move;
  }

  .ck-corners {
    position: absolute;
    top: calc(var(--_safe-top) + 4px);
    display: flex;
  }

  .ck-corners--left {
    left: var(--_safe-left);
  }

  .ck-corners--right {
    right: calc(var(--_safe-right) + 6px);
  }

  .ck-corner {
    width: 44px;
    height: 44px;
    display: grid;
    place-items: center;
    border-radius: 22px;
    transition: transform 80ms;
  }

  .ck-corner:active {
    transform: scale(0.92);
  }

  .ck-corner svg {
    width: 24px;
    height: 24px;
    filter: drop-shadow(0 0 2px rgb(0 0 0 / 40%));
  }

  /* Who it is: in the middle of the upper half, or, over one's own picture, in the corner. */
  .ck-head {
    position: absolute;
    left: 24px;
    right: 24px;
    top: max(calc(var(--_safe-top) + 52px), calc(26% - 48px));
    display: flex;
    flex-direction: column;
    align-items: center;
    text-align: center;
    text-wrap: balance;
  }

  .ck-head__texts {
    width: 100%;
    min-width: 0;
  }

  .ck-name {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    max-width: 100%;
    margin-top: 18px;
    font-size: 24px;
    font-weight: 500;
    line-height: 32px;
  }

  .ck-name__text {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .ck-name__muted {
    flex: none;
    width: 20px;
    height: 20px;
    color: var(--_text-dim);
  }

  .ck-name__muted svg {
    display: block;
    width: 100%;
    height: 100%;
  }

  .ck-line {
    margin-top: 8px;
    color: var(--_text-dim);
    line-height: 22px;
  }

  .ck-line--second {
    max-width: 300px;
    margin: 4px auto 0;
    font-size: 14px;
    line-height: 20px;
  }

  .ck-head--corner {
    left: calc(var(--_safe-left) + 16px);
    right: 16px;
    top: calc(var(--_safe-top) + 12px);
    display: grid;
    grid-template-columns: 48px minmax(0, 1fr);
    column-gap: 12px;
    align-items: center;
    text-align: start;
  }

  .ck-head--below {
    top: calc(var(--_safe-top) + 56px);
  }

  .ck-head--corner .ck-name {
    justify-content: start;
    margin: 0;
    font-size: 20px;
    font-weight: 600;
    line-height: 26px;
  }

  .ck-head--corner .ck-line {
    margin: 0;
    font-size: 14px;
    line-height: 20px;
  }

  .ck-head--corner .ck-line--second {
    grid-column: 1 / -1;
    max-width: none;
    margin-top: 10px;
  }

  .ck-dots {
    position: absolute;
    white-space: nowrap;
  }

  .ck-dots span {
    animation: ck-dot 2s step-end infinite;
  }

  .ck-dots span:nth-child(1) {
    animation-name: ck-dot-1;
  }

  .ck-dots span:nth-child(2) {
    animation-name: ck-dot-2;
  }

  .ck-dots span:nth-child(3) {
    animation-name: ck-dot-3;
  }

  @keyframes ck-dot-1 {
    0% {
      opacity: 0;
    }
    25% {
      opacity: 1;
    }
  }

  @keyframes ck-dot-2 {
    0% {
      opacity: 0;
    }
    50% {
      opacity: 1;
    }
  }

  @keyframes ck-dot-3 {
    0% {
      opacity: 0;
    }
    75% {
      opacity: 1;
    }
  }

  .ck-clock {
    position: absolute;
    left: 12px;
    right: 12px;
    top: calc(var(--_safe-top) + 15px);
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 8px;
    text-align: center;
  }

  .ck-timer {
    font-variant-numeric: tabular-nums;
    line-height: 22px;
  }

  .ck-notice {
    max-width: 100%;
    font-size: 14px;
    line-height: 20px;
    overflow-wrap: anywhere;
  }

  .ck-head .ck-timer {
    margin-top: 8px;
    color: var(--_text-dim);
  }

  .ck-head .ck-notice {
    max-width: 300px;
    margin: 8px auto 0;
  }

  .ck-rows {
    position: absolute;
    left: 0;
    right: 0;
    bottom: calc(var(--_safe-bottom) + 24px);
    max-width: 420px;
    margin: 0 auto;
    display: flex;
    flex-direction: column;
    gap: 20px;
  }

  .ck-row {
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(0, 1fr);
    align-items: end;
  }

  .ck-button {
    justify-self: center;
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 8px;
    min-width: 64px;
    max-width: 100%;
  }

  .ck-button__disc {
    display: grid;
    place-items: center;
    width: 64px;
    height: 64px;
    border-radius: 50%;
    background: var(--_disc);
    -webkit-backdrop-filter: blur(12px);
    backdrop-filter: blur(12px);
    transition:
      transform 80ms,
      background-color 120ms,
      color 120ms;
  }

  .ck-button:active .ck-button__disc {
    transform: scale(0.92);
  }

  .ck-button:focus-visible {
    outline: none;
  }

  .ck-button:focus-visible .ck-button__disc {
    outline: 3px solid #7cc4ff;
    outline-offset: 2px;
  }

  .ck-button svg {
    width: 30px;
    height: 30px;
  }

  .ck-button--danger svg,
  .ck-button--accept svg {
    width: 38px;
    height: 38px;
  }

  .ck-button--danger .ck-button__disc {
    background: var(--_danger);
  }

  .ck-button--accept .ck-button__disc {
    background: var(--_accept);
  }

  .ck-button--on .ck-button__disc {
    background: var(--_disc-on);
    color: var(--_icon-on);
  }

  .ck-button--small .ck-button__disc {
    width: 40px;
    height: 40px;
  }

  .ck-button--small svg {
    width: 20px;
    height: 20px;
  }

  .ck-button--small {
    gap: 6px;
  }

  .ck-button__label {
    font-size: 12px;
    line-height: 16px;
    text-align: center;
    white-space: nowrap;
  }

  .ck-ending {
    position: absolute;
    left: 24px;
    right: 24px;
    /* The middle, but never into the name of a short screen. */
    top: max(calc(50% - 24px), calc(26% + 128px));
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 8px;
    font-size: 17px;
    text-align: center;
    text-wrap: balance;
    overflow-wrap: anywhere;
  }

  .ck-ending__duration {
    color: var(--_text-dim);
    font-size: 15px;
    font-variant-numeric: tabular-nums;
  }
`;
