// Waiting for something to become true, and saying what it was when it does not.

/**
 * Calls `check` until it gives something truthy, and gives that.
 *
 * @param {string} what what is waited for, for the error message
 * @param {() => unknown | Promise<unknown>} check
 * @param {number} withinMs how long it may take
 */
export async function until(what, check, withinMs = 15_000) {
  const deadline = Date.now() + withinMs;
  let last;
  for (;;) {
    try {
      last = await check();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      const seen = last instanceof Error ? last.message : JSON.stringify(last);
      throw new Error(`not within ${withinMs} ms: ${what} (last seen: ${seen})`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
