import { css } from "lit";

/** Dialogs with more in them than a question: whom to invite, which devices to use. */
export const panels = css`
  .ck-picker,
  .ck-devices {
    width: min(340px, calc(100% - 32px));
    max-height: calc(100% - 32px);
    display: flex;
    flex-direction: column;
    text-align: start;
  }

  .ck-picker__title,
  .ck-devices__title {
    margin: 0;
    padding: 20px 20px 12px;
    font-size: 17px;
    font-weight: 600;
    line-height: 24px;
  }

  .ck-picker__field {
    margin: 0 20px 8px;
    height: 44px;
    padding: 0 12px;
    border: 1px solid rgb(255 255 255 / 35%);
    border-radius: 8px;
    background: rgb(0 0 0 / 25%);
    color: inherit;
    font: inherit;
    font-size: 16px;
    user-select: text;
    -webkit-user-select: text;
  }

  .ck-picker__field::placeholder {
    color: var(--_text-dim);
    opacity: 1;
  }

  .ck-picker__list,
  .ck-devices__list {
    flex: 1 1 auto;
    min-height: 56px;
    overflow-y: auto;
    overscroll-behavior: contain;
  }

  .ck-picker__person {
    width: 100%;
    min-height: 56px;
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 8px 20px;
    text-align: start;
  }

  .ck-picker__person:focus-visible,
  .ck-devices__choice:focus-visible {
    outline-offset: -4px;
  }

  .ck-picker__name {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .ck-picker__mark {
    flex: none;
    width: 22px;
    height: 22px;
    border: 2px solid rgb(255 255 255 / 55%);
    border-radius: 50%;
  }

  .ck-picker__person--picked .ck-picker__mark {
    border: 7px solid var(--_accept);
    background: #fff;
  }

  .ck-picker__hint {
    margin: 0;
    padding: 16px 20px;
    color: var(--_text-dim);
    font-size: 14px;
  }

  .ck-picker__answers {
    flex: none;
    display: grid;
    grid-template-columns: 1fr 1fr;
  }

  .ck-picker__answers .ck-dialog__answer + .ck-dialog__answer {
    border-inline-start: 0.5px solid rgb(255 255 255 / 14%);
  }

  .ck-devices__kind {
    margin: 0;
    padding: 10px 20px 2px;
    color: var(--_text-dim);
    font-size: 13px;
    font-weight: 400;
    line-height: 18px;
  }

  .ck-devices__choice {
    width: 100%;
    min-height: 44px;
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 6px 20px;
    text-align: start;
    overflow-wrap: anywhere;
  }

  .ck-devices__choice::before {
    content: "";
    flex: none;
    width: 16px;
    height: 16px;
    border: 2px solid rgb(255 255 255 / 55%);
    border-radius: 50%;
  }

  .ck-devices__choice[aria-checked="true"]::before {
    border: 5px solid var(--_accept);
    background: #fff;
  }

  .ck-meter {
    height: 4px;
    margin: 4px 20px 8px;
    overflow: hidden;
    border-radius: 2px;
    background: rgb(255 255 255 / 20%);
  }

  .ck-meter__level {
    height: 100%;
    transform-origin: left;
    transform: scaleX(0);
    background: var(--_accept);
  }
`;
