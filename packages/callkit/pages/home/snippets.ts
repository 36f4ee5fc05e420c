/** Code to copy, with this server's address in it. */

export interface Snippet {
  readonly title: "guideKit" | "guideEngine";
  readonly code: string;
}

export function guides(origin: string, sdkAppId: number): readonly Snippet[] {
  return [
    {
      title: "guideKit",
      code: `<tui-call-kit></tui-call-kit>
<script type="module">
  import { TUICallKitAPI } from "${origin}/sdk/tuicallkit.mjs";

  await TUICallKitAPI.init({ SDKAppID: ${sdkAppId}, userID: "alice", userSig });
  await TUICallKitAPI.calls({ userIDList: ["bob"], type: 2 });
</script>`,
    },
    {
      title: "guideEngine",
      code: `<script type="module">
  import { TUICallEngine, TUICallEvent } from "${origin}/sdk/tuicall-engine.mjs";

  const engine = TUICallEngine.createInstance({ SDKAppID: ${sdkAppId} });
  engine.on(TUICallEvent.ON_CALL_RECEIVED, () => engine.accept());
  await engine.login({ userID: "bob", userSig });
</script>`,
    },
  ];
}
