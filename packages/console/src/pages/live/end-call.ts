import type { LiveCall } from "../../api.ts";
import { sentence } from "../../client/errors.ts";
import type { Context } from "../../ui/context.ts";
import { names } from "../../ui/media.ts";

/** Ends a call for everybody in it, once the operator is sure. */
export async function endCall({ client, overlays, t }: Context, call: LiveCall): Promise<void> {
  const sure = await overlays.confirm({
    title: t("live.endTitle"),
    text: t("live.endText", { members: names(call) }),
    action: t("live.end"),
    danger: true,
  });
  if (!sure) return;
  try {
    await client.endCall(call.sdkappid, call.call_id);
    overlays.toast(t("live.ended"));
  } catch (error) {
    overlays.toast(sentence(error, t), "bad");
  }
}
