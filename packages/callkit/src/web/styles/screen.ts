import { css } from "lit";

/** The screen's own frame: where it lies, how it comes and goes, what is behind everything. */
export const screen = css`
  .ck-screen {
    position: fixed;
    z-index: var(--_z);
    left: 0;
    top: 0;
    width: 100%;
    height: 100%;
    overflow: hidden;
    background: var(--_ground);
    user-select: none;
    -webkit-user-select: none;
    -webkit-touch-callout: none;
  }

  /* It has the focus so that a screen reader reads on from here; there is nothing to press. */
  .ck-screen:focus-visible {
    outline: none;
  }

  .ck-screen--rising {
    animation: ck-rise 250ms ease-out;
  }

  .ck-screen--card {
    --_safe-top: 0px;
    --_safe-bottom: 0px;
    --_safe-left: 0px;
    --_safe-right: 0px;

    left: calc(50% - 190px + var(--_card-x, 0px));
    top: max(12px, calc(50% - 360px + var(--_card-y, 0px)));
    width: 380px;
    height: min(720px, calc(100% - 24px));
    border-radius: 12px;
    box-shadow:
      0 0 0 1px rgb(255 255 255 / 8%),
      0 24px 64px rgb(0 0 0 / 45%);
  }

  .ck-screen--card.ck-screen--rising {
    animation-name: ck-rise-card;
  }

  .ck-screen--leaving {
    animation: ck-fall 200ms ease-in forwards;
    pointer-events: none;
  }

  .ck-screen--card.ck-screen--leaving {
    animation-name: ck-fall-card;
  }

  .ck-screen--turning {
    transition:
      left 250ms ease-out,
      top 250ms ease-out,
      width 250ms ease-out,
      height 250ms ease-out,
      border-radius 250ms ease-out;
  }

  .ck-screen--floating {
    left: var(--_float-x);
    top: var(--_float-y);
    width: 72px;
    height: 72px;
    border-radius: 12px;
    box-shadow: 0 4px 16px rgb(0 0 0 / 35%);
    touch-action: none;
  }

  .ck-screen--floating.ck-screen--video {
    width: 90px;
    height: 160px;
    border-radius: 8px;
  }

  .ck-screen--dropped {
    transition:
      left 200ms ease-out,
      top 200ms ease-out;
  }

  @keyframes ck-rise {
    from {
      transform: translateY(100%);
    }
  }

  @keyframes ck-fall {
    to {
      transform: translateY(100%);
    }
  }

  @keyframes ck-rise-card {
    from {
      transform: translateY(32px);
      opacity: 0;
    }
  }

  @keyframes ck-fall-card {
    to {
      transform: translateY(32px);
      opacity: 0;
    }
  }

  @keyframes ck-fade-in {
    from {
      opacity: 0;
    }
  }

  @keyframes ck-fade-out {
    to {
      opacity: 0;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .ck-screen--rising,
    .ck-screen--card.ck-screen--rising {
      animation-name: ck-fade-in;
    }
    .ck-screen--leaving,
    .ck-screen--card.ck-screen--leaving {
      animation-name: ck-fade-out;
    }
    .ck-screen--turning,
    .ck-screen--dropped {
      transition: none;
    }
  }

  .ck-ground {
    position: absolute;
    inset: 0;
    overflow: hidden;
    background: radial-gradient(120% 90% at 50% 20%, var(--_face) 0%, var(--_ground) 100%);
  }

  .ck-ground img {
    position: absolute;
    inset: -80px;
    width: calc(100% + 160px);
    height: calc(100% + 160px);
    object-fit: cover;
    filter: blur(40px);
  }

  .ck-ground::after {
    content: "";
    position: absolute;
    inset: 0;
    background: rgb(0 0 0 / 60%);
  }

  .ck-avatar {
    position: relative;
    display: grid;
    place-items: center;
    overflow: hidden;
    flex: none;
    background: var(--_face);
    color: #fff;
    font-weight: 500;
  }

  .ck-avatar--40 {
    width: 40px;
    height: 40px;
    border-radius: 6px;
    font-size: 18px;
  }

  .ck-avatar--48 {
    width: 48px;
    height: 48px;
    border-radius: 6px;
    font-size: 22px;
  }

  .ck-avatar--72 {
    width: 72px;
    height: 72px;
    border-radius: 8px;
    font-size: 32px;
  }

  .ck-avatar--96 {
    width: 96px;
    height: 96px;
    border-radius: 12px;
    font-size: 44px;
  }

  .ck-avatar img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
`;
