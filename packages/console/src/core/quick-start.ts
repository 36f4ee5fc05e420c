/** The quick start's code, with the values of one app and one installation in it. */

export interface QuickStart {
  readonly server: string;
  readonly sdkAppId: number;
}

/** Tickets to try things out with. */
export interface TestTickets {
  readonly alice: string;
  readonly bob: string;
}

/** What stands in the place of tickets before there are any. */
export const NO_TICKETS: TestTickets = { alice: "…", bob: "…" };

/** A whole page that calls: opened as `?user=alice` in one tab and as `?user=bob` in another. */
export function webTrial({ server, sdkAppId }: QuickStart, tickets: TestTickets): string {
  return `<!doctype html>
<meta charset="utf-8" />
<title>My first call</title>
<button id="call">Call</button>
<tui-call-kit></tui-call-kit>
<script type="module">
  import { TUICallKitAPI } from "${server}/sdk/tuicallkit.mjs";

  // Tickets for trying out. Later your backend signs one for whoever is signed in.
  const tickets = {
    alice: "${tickets.alice}",
    bob: "${tickets.bob}",
  };
  const userID = new URLSearchParams(location.search).get("user") ?? "alice";
  const other = userID === "alice" ? "bob" : "alice";

  await TUICallKitAPI.init({ SDKAppID: ${sdkAppId}, userID, userSig: tickets[userID] });

  const button = document.querySelector("#call");
  button.textContent = \`Call \${other}\`;
  button.onclick = () => TUICallKitAPI.calls({ userIDList: [other], type: 2 });
</script>
`;
}

/** The same with tickets of one's own back end. */
export function webKit({ server, sdkAppId }: QuickStart): string {
  return `<tui-call-kit></tui-call-kit>
<script type="module">
  import { TUICallKitAPI } from "${server}/sdk/tuicallkit.mjs";

  // Your backend knows who is signed in, and signs his ticket.
  const { userID, userSig } = await (await fetch("/usersig")).json();

  await TUICallKitAPI.init({ SDKAppID: ${sdkAppId}, userID, userSig });
  await TUICallKitAPI.calls({ userIDList: ["bob"], type: 2 }); // 1 voice, 2 video
</script>
`;
}

/** Calls without screens of ours. */
export function webEngine({ server, sdkAppId }: QuickStart): string {
  return `<script type="module">
  import { TUICallEngine, TUICallEvent } from "${server}/sdk/tuicall-engine.mjs";

  const { userID, userSig } = await (await fetch("/usersig")).json();
  const engine = TUICallEngine.createInstance({ SDKAppID: ${sdkAppId} });
  engine.on(TUICallEvent.ON_CALL_RECEIVED, () => engine.accept());
  await engine.login({ userID, userSig });
</script>
`;
}

export function miniServer({ server }: QuickStart): string {
  return `// TUICallEngine/server.js
module.exports = "${server}";
`;
}

/** A whole page that calls: opened as `?user=alice` on one phone and as `?user=bob` on another. */
export function miniTrial({ sdkAppId }: QuickStart, tickets: TestTickets): string {
  return `// Tickets for trying out. Later your backend signs one for whoever is signed in.
const tickets = {
  alice: "${tickets.alice}",
  bob: "${tickets.bob}",
};

Page({
  TUICallKit: null,
  data: {
    other: "",
    config: { sdkAppID: ${sdkAppId}, userID: "", userSig: "", type: 2, tim: null },
  },

  onLoad({ user = "alice" }) {
    const config = { ...this.data.config, userID: user, userSig: tickets[user] };
    this.setData({ other: user === "alice" ? "bob" : "alice", config }, () => {
      this.TUICallKit = this.selectComponent("#TUICallKit-component");
      this.TUICallKit.init();
    });
  },

  call() {
    this.TUICallKit.call({ userID: this.data.other, type: 2 }); // 1 voice, 2 video
  },

  onUnload() {
    this.TUICallKit.destroyed();
  },
});
`;
}

/** What takes the place of the tickets above: `onLoad` with those of one's own back end. */
export const MINI_LOAD = `onLoad() {
  // Your backend knows who is signed in, and signs his ticket.
  wx.request({
    url: "https://your-backend.example/usersig",
    success: ({ data: { userID, userSig } }) => {
      this.setData({ config: { ...this.data.config, userID, userSig } }, () => {
        this.TUICallKit = this.selectComponent("#TUICallKit-component");
        this.TUICallKit.init();
      });
    },
  });
},
`;

export const MINI_JSON = `{
  "usingComponents": {
    "TUICallKit": "/TUICallKit/TUICallKit"
  }
}
`;

export const MINI_WXML = `<button bindtap="call">Call {{other}}</button>
<TUICallKit id="TUICallKit-component" config="{{config}}"></TUICallKit>
`;

/** What the back end is told about the app. */
export function environment({ sdkAppId }: QuickStart, secretKey: string): string {
  return `SDKAPPID=${sdkAppId}
SECRETKEY=${secretKey}
`;
}

export interface BackEnd {
  readonly name: string;
  /** The file in docs/snippets/usersig. */
  readonly file: string;
  /** One line that uses it for a user. */
  readonly use: string;
}

export const BACK_ENDS: readonly BackEnd[] = [
  {
    name: "Node.js",
    file: "usersig.mjs",
    use: `import { genUserSig } from "./usersig.mjs";

const { SDKAPPID, SECRETKEY } = process.env;
const userSig = genUserSig(Number(SDKAPPID), SECRETKEY, "alice");
`,
  },
  {
    name: "Rust",
    file: "usersig.rs",
    use: `// [dependencies] base64, flate2, hmac, serde_json, sha2
let app = std::env::var("SDKAPPID")?.parse()?;
let user_sig = usersig::gen_user_sig(app, &std::env::var("SECRETKEY")?, "alice", 604_800)?;
`,
  },
  {
    name: "Python",
    file: "usersig.py",
    use: `import os
from usersig import gen_user_sig

user_sig = gen_user_sig(int(os.environ["SDKAPPID"]), os.environ["SECRETKEY"], "alice")
`,
  },
  {
    name: "Java",
    file: "UserSig.java",
    use: `long sdkAppId = Long.parseLong(System.getenv("SDKAPPID"));
String userSig = UserSig.generate(sdkAppId, System.getenv("SECRETKEY"), "alice", 604800);
`,
  },
  {
    name: "Go",
    file: "usersig.go",
    use: `sdkAppID, _ := strconv.ParseUint(os.Getenv("SDKAPPID"), 10, 32)
userSig, err := GenUserSig(uint32(sdkAppID), os.Getenv("SECRETKEY"), "alice", 604800)
`,
  },
  {
    name: "PHP",
    file: "usersig.php",
    use: `require 'usersig.php';

$userSig = genUserSig((int) getenv('SDKAPPID'), getenv('SECRETKEY'), 'alice');
`,
  },
];

/** The command that says whether a back end signs well. */
export function verifyCommand({ sdkAppId }: QuickStart): string {
  return `callkit usersig verify --sdkappid ${sdkAppId} --secret-key "$SECRETKEY" --userid alice "$USER_SIG"`;
}
