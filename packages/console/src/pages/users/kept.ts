import type { RetentionView } from "../../api.ts";
import type { Context } from "../../ui/context.ts";
import { table } from "../../ui/table.ts";

/** What is kept about a person, and for how long. */
export function kept({ t }: Context, retention: RetentionView) {
  const days = (count: number | null) =>
    count === null ? t("installation.forever") : t("installation.days", { count });
  return table<readonly [string, string]>({
    label: t("users.kept"),
    columns: [
      { title: t("users.keptWhat"), lead: true, cell: ([what]) => what },
      { title: t("users.keptFor"), cell: ([, howLong]) => howLong },
    ],
    rows: [
      [t("users.keepProfile"), t("users.keepProfileFor")],
      [t("users.keepRecords"), days(retention.records_days)],
      [t("users.keepQuality"), days(retention.quality_days)],
      [t("users.keepCommands"), t("installation.hours", { count: retention.commands_hours })],
      [t("users.keepDevices"), t("users.keepDevicesFor")],
      [t("users.keepMedia"), t("users.keepMediaFor")],
    ],
    key: ([what]) => what,
    t,
  });
}
