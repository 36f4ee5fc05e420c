import type { AppView } from "../../api.ts";
import type { Context } from "../../ui/context.ts";

/** What both lists of the page are drawn from. */
export interface LiveList<Page> {
  readonly context: Context;
  readonly app: AppView;
  /** Not there before the server has first said it. */
  readonly page: Page | undefined;
  readonly offset: number;
  readonly limit: number;
  readonly search: string;
  readonly searching: boolean;
  readonly find: (text: string) => void;
  readonly turn: (offset: number) => void;
}
