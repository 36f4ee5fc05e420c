import { css } from "lit";

/** The pictures of a video call: one fills the screen, one lies on it. */
export const pictures = css`
  .ck-picture {
    position: absolute;
    overflow: hidden;
    display: block;
    background: var(--_ground);
    text-align: inherit;
    transition:
      left 200ms ease-out,
      top 200ms ease-out,
      width 200ms ease-out,
      height 200ms ease-out,
      border-radius 200ms ease-out;
  }

  .ck-picture--big {
    z-index: 1;
    left: 0;
    top: 0;
    width: 100%;
    height: 100%;
    cursor: default;
  }

  .ck-picture--small {
    z-index: 4;
    left: var(--_small-x);
    top: var(--_small-y);
    width: 96px;
    height: 170px;
    border-radius: 8px;
    box-shadow:
      0 0 0 0.5px rgb(255 255 255 / 20%),
      0 4px 16px rgb(0 0 0 / 30%);
    touch-action: none;
    animation: ck-fade-in 200ms;
  }

  .ck-picture--gone {
    visibility: hidden;
  }

  .ck-picture--held {
    transition: none;
  }

  .ck-picture--big:focus-visible {
    outline-offset: -4px;
  }

  .ck-picture video {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: var(--_fit);
    transition: filter 200ms;
  }

  .ck-picture--mirrored video {
    transform: scaleX(-1);
  }

  .ck-picture--blurred video {
    filter: blur(24px);
    transform: scale(1.08);
  }

  .ck-picture--waiting video {
    visibility: hidden;
  }

  .ck-picture__face {
    position: absolute;
    inset: 0;
    animation: ck-fade-in 200ms;
  }

  .ck-picture__middle {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 16px;
  }

  .ck-picture--big .ck-picture__middle {
    /* Above the middle, so that two rows of buttons leave it clear on the smallest screen. */
    bottom: 18%;
  }

  .ck-picture__caption {
    max-width: min(300px, calc(100% - 48px));
    color: var(--_text-dim);
    text-align: center;
    overflow-wrap: anywhere;
  }

  .ck-picture--small .ck-picture__caption {
    display: none;
  }

  .ck-veil {
    position: absolute;
    z-index: 2;
    inset: 0;
    background: rgb(0 0 0 / 30%);
    pointer-events: none;
  }

  .ck-shade {
    position: absolute;
    z-index: 2;
    left: 0;
    right: 0;
    pointer-events: none;
    transition: opacity 200ms;
  }

  /* White on this over white is still 4.9 to 1. Then 120 px to nothing. */
  .ck-shade--top {
    top: 0;
    height: calc(var(--_safe-top) + var(--_head) + 120px);
    background: linear-gradient(
      to top,
      transparent,
      rgb(0 0 0 / 8%) 25px,
      rgb(0 0 0 / 27%) 60px,
      rgb(0 0 0 / 43%) 95px,
      rgb(0 0 0 / 56%) 120px
    );
  }

  .ck-shade--bottom {
    bottom: 0;
    height: calc(var(--_safe-bottom) + var(--_rows) * 108px + 16px + 120px);
    background: linear-gradient(
      transparent,
      rgb(0 0 0 / 8%) 25px,
      rgb(0 0 0 / 27%) 60px,
      rgb(0 0 0 / 43%) 95px,
      rgb(0 0 0 / 56%) 120px
    );
  }

  .ck-shade--away {
    opacity: 0;
  }
`;
