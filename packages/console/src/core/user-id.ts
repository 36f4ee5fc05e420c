/** Whether a text can be a user's ID. */
export function isUserId(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,32}$/.test(text);
}
