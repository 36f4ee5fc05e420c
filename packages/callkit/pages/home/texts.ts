/** The texts of the first screen. */
export const TEXTS = {
  "zh-CN": {
    title: "你自己的音视频通话",
    lead: "一个程序，自己部署：知道对方的用户 ID 就能呼叫，对方屏幕上出现像电话一样的通话界面。信令、音视频、票据都在这台服务器上。",
    tryTitle: "在两个标签页里试一试",
    tryText: "用 alice 打开一个标签页，用 bob 打开另一个，然后呼叫。",
    openAs: "以 {user} 打开",
    phoneTitle: "用手机试一试",
    phoneText: "手机连接同一网络，扫码打开。证书由本服务器自己签发，浏览器会提醒一次。",
    phonePublic: "扫码在手机上打开。",
    phoneLocal: "服务器现在只对本机开放。用下面的命令启动，手机就能打开：",
    domainsTitle: "微信服务器域名",
    domainsText: "在微信公众平台的“开发管理 → 服务器域名”中填入：",
    domainsPlain:
      "微信要求备案过的公网域名和 HTTPS；这个地址现在不满足，只能在开发者工具里不校验域名时使用。部署后用 --public-url 告诉服务器它的地址。",
    copy: "复制",
    copied: "已复制",
    guidesTitle: "接入",
    guidesText: "两段代码都从这台服务器取 SDK。userSig 由你的后端签发，密钥不要放进网页。",
    guideKit: "带界面：TUICallKit",
    guideEngine: "不带界面：TUICallEngine",
    version: "版本 {version}，SDKAppID {sdkappid}",
  },
  en: {
    title: "Calls of your own",
    lead: "One program that you run yourself: know a user's ID, call them, and a phone-like call appears on their screen. Signalling, media and tickets all live on this server.",
    tryTitle: "Try it in two tabs",
    tryText: "Open one tab as alice, another as bob, and call.",
    openAs: "Open as {user}",
    phoneTitle: "Try it on a phone",
    phoneText:
      "With the phone on the same network, scan this. The certificate is this server's own, so the browser warns once.",
    phonePublic: "Scan this to open it on a phone.",
    phoneLocal:
      "The server listens to this machine only. Start it like this and a phone can open it:",
    domainsTitle: "WeChat server domains",
    domainsText: "In the WeChat admin pages, under server domains, enter:",
    domainsPlain:
      "WeChat wants a public domain with HTTPS. This address is not one, and works only while the developer tools do not check domains. Once deployed, tell the server its address with --public-url.",
    copy: "Copy",
    copied: "Copied",
    guidesTitle: "Put it into your page",
    guidesText:
      "Both take the SDK from this server. Your backend signs the userSig; the key never goes into a page.",
    guideKit: "With screens: TUICallKit",
    guideEngine: "Without screens: TUICallEngine",
    version: "Version {version}, SDKAppID {sdkappid}",
  },
  ja: {
    title: "自分のサーバーで通話",
    lead: "自分で動かすひとつのプログラム。相手のユーザー ID がわかれば発信でき、相手の画面に電話のような着信が現れます。シグナリングもメディアもチケットも、このサーバーにあります。",
    tryTitle: "2 つのタブで試す",
    tryText: "alice と bob でタブをひとつずつ開き、発信してください。",
    openAs: "{user} として開く",
    phoneTitle: "スマートフォンで試す",
    phoneText:
      "スマートフォンを同じネットワークにつなぎ、読み取ってください。証明書はこのサーバー自身のものなので、ブラウザーが一度警告します。",
    phonePublic: "読み取るとスマートフォンで開きます。",
    phoneLocal:
      "サーバーはこのマシンだけに開いています。次のように起動すると、スマートフォンから開けます：",
    domainsTitle: "WeChat のサーバードメイン",
    domainsText: "WeChat の管理画面のサーバードメインに入力してください：",
    domainsPlain:
      "WeChat には HTTPS の公開ドメインが必要です。このアドレスは条件を満たさず、開発者ツールでドメインを確認しない設定のときだけ使えます。公開したら --public-url でアドレスを指定してください。",
    copy: "コピー",
    copied: "コピーしました",
    guidesTitle: "自分のページに組み込む",
    guidesText:
      "どちらも SDK をこのサーバーから読み込みます。userSig は自分のバックエンドで署名し、キーをページに置かないでください。",
    guideKit: "画面つき：TUICallKit",
    guideEngine: "画面なし：TUICallEngine",
    version: "バージョン {version}、SDKAppID {sdkappid}",
  },
};
