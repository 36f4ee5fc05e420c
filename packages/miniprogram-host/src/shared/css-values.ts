/** Values of WXSS that CSS does not know. */

/** Lengths in rpx, 750 of which are the width of the screen. */
export function rpx(value: string): string {
  if (!value.includes("rpx")) return value;
  return value.replace(
    /(^|[^\w#.-]|[^\w#]-|[^\w#])(-?(?:\d+\.?\d*|\.\d+))rpx\b/g,
    (_, before, length) => `${before}${Number(((Number(length) * 100) / 750).toFixed(6))}vw`,
  );
}

/**
 * `env(safe-area-inset-*)` and its older form `constant()` as a variable that the runtime sets: the browser's own
 * are 0 everywhere but on a phone.
 */
export function insets(value: string): string {
  return value.replace(
    /\b(?:env|constant)\(\s*safe-area-inset-(top|right|bottom|left)\b/g,
    "var(--mp-safe-area-inset-$1",
  );
}
