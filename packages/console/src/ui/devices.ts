import { html, type TemplateResult } from "lit";
import type { LiveDevice } from "../api.ts";
import { sentence } from "../client/errors.ts";
import { ago } from "../core/format.ts";
import type { Context } from "./context.ts";
import { icon } from "./icons.ts";

export interface DeviceOwner {
  readonly sdkappid: number;
  readonly user_id: string;
  readonly devices: readonly LiveDevice[];
}

/** The devices of a user that are signed in, each with a way to sign it out. */
export function devices(context: Context, owner: DeviceOwner): TemplateResult {
  const { t, language, now } = context;
  return html`<ul class="devices">
    ${owner.devices.map(
      (device) => html`<li class="device">
        <span class="badge badge--plain">${t(`platform.${device.platform}`)}</span>
        <span class="device__sdk">${device.sdk}</span>
        <span class="faint">${device.address}</span>
        <span class="faint">${ago(device.since, now(), language)}</span>
        <button
          type="button"
          class="button button--small button--quiet button--icon"
          title=${t("live.kick")}
          aria-label="${t("live.kick")}: ${owner.user_id}, ${t(`platform.${device.platform}`)}"
          @click=${() => void kick(context, owner, device)}
        >
          ${icon("kick")}
        </button>
      </li>`,
    )}
  </ul>`;
}

async function kick(
  { client, overlays, t }: Context,
  { sdkappid, user_id }: DeviceOwner,
  { platform, device_id, sdk }: LiveDevice,
): Promise<void> {
  const device = `${t(`platform.${platform}`)} (${sdk})`;
  const sure = await overlays.confirm({
    title: t("live.kickTitle"),
    text: t("live.kickText", { user: user_id, device }),
    action: t("live.kick"),
    danger: true,
  });
  if (!sure) return;
  try {
    await client.kick({ sdkappid, user_id, platform, device_id });
    overlays.toast(t("live.kicked"));
  } catch (error) {
    overlays.toast(sentence(error, t), "bad");
  }
}
