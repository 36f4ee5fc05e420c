/**
 * What app code hands over or is handed: it is JavaScript, and nothing may be assumed about it. The one place
 * where the type checker is told to look away.
 */
// biome-ignore lint/suspicious/noExplicitAny: app code is JavaScript
export type Loose = any;

/** A function of the app's. */
export type Callback = (...args: Loose[]) => unknown;

/** An options object of a `wx` call. */
export interface Options {
  success?: Callback;
  fail?: Callback;
  complete?: Callback;
  [field: string]: Loose;
}
