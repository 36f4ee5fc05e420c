import { css } from "lit";

/** The grid of a group call. */
export const tiles = css`
  .ck-tiles {
    --_tile-face: 72px;

    position: absolute;
    z-index: 1;
    left: 50%;
    translate: -50%;
    /* No wider than pictures are: on a wide screen a tile would show chins. */
    aspect-ratio: 16 / 9;
    max-width: calc(100% - var(--_safe-left) - var(--_safe-right));
    top: calc(var(--_safe-top) + 72px);
    height: calc(
      100% - var(--_safe-top) - 72px - var(--_safe-bottom) - 24px - var(--_rows) * 88px -
      (var(--_rows) - 1) * 20px - 16px
    );
  }

  .ck-tiles--many {
    --_tile-face: 48px;
  }

  .ck-tiles--alone {
    inset: 0;
    translate: none;
    aspect-ratio: auto;
    max-width: none;
    height: auto;
    border-radius: inherit;
  }

  .ck-tile {
    position: absolute;
    overflow: hidden;
    display: block;
    border: 1px solid transparent;
    background: var(--_ground) padding-box;
    background-clip: padding-box;
    transition:
      left 200ms ease-out,
      top 200ms ease-out,
      width 200ms ease-out,
      height 200ms ease-out;
    animation: ck-fade-in 200ms;
  }

  .ck-tile--gone {
    display: none;
  }

  /* Above whatever the tile shows. */
  .ck-tile::after {
    content: "";
    position: absolute;
    inset: 0;
    border: 2px solid transparent;
    pointer-events: none;
    transition: border-color 120ms;
  }

  .ck-tile--speaking::after {
    border-color: var(--_accept);
  }

  .ck-tile:focus-visible {
    z-index: 1;
    outline-offset: -4px;
  }

  .ck-tile video {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: var(--_fit);
    transition: filter 200ms;
  }

  .ck-tile--mirrored video {
    transform: scaleX(-1);
  }

  .ck-tile--blurred video {
    filter: blur(16px);
    transform: scale(1.08);
  }

  .ck-tile--waiting video {
    visibility: hidden;
  }

  .ck-tile__face,
  .ck-tile__middle {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
  }

  /* Above the name. */
  .ck-tile__middle {
    bottom: 18px;
  }

  .ck-tile--ringing .ck-tile__middle {
    opacity: 0.5;
  }

  .ck-tile .ck-avatar {
    width: min(var(--_tile-face), 50cqmin);
    height: min(var(--_tile-face), 50cqmin);
    font-size: min(calc(var(--_tile-face) * 0.44), 22cqmin);
  }

  .ck-tile {
    container-type: size;
  }

  .ck-tile__caption {
    position: absolute;
    left: 4px;
    right: 4px;
    top: calc(50% - 9px + min(var(--_tile-face), 50cqmin) / 2 + 1px);
    overflow: hidden;
    color: #fff;
    font-size: 12px;
    line-height: 16px;
    text-align: center;
    text-overflow: ellipsis;
    text-shadow:
      0 0 2px rgb(0 0 0 / 75%),
      0 0 6px rgb(0 0 0 / 55%);
    white-space: nowrap;
  }

  .ck-tile__name {
    position: absolute;
    left: 0;
    right: 0;
    bottom: 0;
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 16px 6px 4px;
    background: linear-gradient(transparent, rgb(0 0 0 / 65%));
    color: #fff;
    font-size: 12px;
    line-height: 16px;
    text-align: start;
    text-shadow: 0 0 2px rgb(0 0 0 / 75%);
  }

  .ck-tile__name span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .ck-tile__name svg {
    flex: none;
    width: 14px;
    height: 14px;
  }

  .ck-screen--audio .ck-tiles--alone {
    display: none;
  }

  .ck-tiles--alone .ck-tile__name,
  .ck-tiles--alone .ck-tile__caption {
    display: none;
  }

  /* Too low for a face, a caption and a name below each other. */
  @container (max-height: 120px) {
    .ck-tile__caption {
      top: 1px;
    }

    .ck-tile__middle {
      top: 16px;
    }

    .ck-tile .ck-avatar {
      width: min(40px, 100cqh - 38px);
      height: min(40px, 100cqh - 38px);
      font-size: min(18px, 50cqh - 22px);
    }
  }

  /* Who else is called, under the name of who calls. */
  .ck-others {
    margin-top: 16px;
    line-height: 0;
    text-align: center;
    /* Two rows of about as many, rather than one that stands alone. */
    text-wrap: balance;
  }

  .ck-others .ck-avatar {
    display: inline-grid;
    margin: 4px;
    line-height: 1;
  }

  @media (prefers-reduced-motion: reduce) {
    .ck-tile {
      transition: none;
    }
  }

  /* A telephone on its side, or a page seen at twice its size: all buttons in one row. */
  @media (max-height: 520px) and (min-width: 560px) {
    .ck-screen--group .ck-rows {
      max-width: 620px;
      flex-direction: row;
      gap: 0;
    }

    .ck-screen--group .ck-row {
      flex: 1;
    }

    .ck-screen--group {
      --_rows: 1 !important;
    }
  }
`;
