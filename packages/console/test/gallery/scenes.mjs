// Every page, and what is opened over pages. `act` does what a user would do before the picture is taken.

const APP = "#/apps/1400000001";
const STORY = "c9999Qm3Zr8xKp1Lw0vTnY";
const press = (text) => (page) => page.getByRole("button", { name: text }).first().click();

export const SCENES = [
  { name: "sign-in", at: "", signedIn: false },
  {
    name: "sign-in-wrong",
    at: "",
    signedIn: false,
    act: async (page) => {
      await page.locator("input").fill("no");
      await page.locator("form button").click();
      await page.locator(".note--bad").waitFor();
    },
  },
  { name: "apps", at: "#/apps" },
  { name: "apps-none", at: "#/apps", apps: "none" },
  {
    name: "apps-new",
    at: "#/apps",
    act: async (page) => {
      await press(/New app|新建应用/)(page);
      await press(/Take over|沿用/)(page);
      await page.locator("dialog form .button--primary").click();
    },
  },
  {
    name: "apps-made",
    at: "#/apps",
    act: async (page) => {
      await press(/New app|新建应用/)(page);
      await page.locator("dialog input").first().fill("My <b>app</b>");
      await page.locator("dialog form .button--primary").click();
      await page.locator("dialog .secret").first().waitFor();
    },
  },
  { name: "quick-start-web", at: `${APP}/quick-start`, awaited: ".steps" },
  {
    name: "quick-start-mini",
    at: `${APP}/quick-start`,
    awaited: ".steps",
    whole: true,
    act: (page) => page.locator("#tab-mini").click(),
  },
  {
    name: "quick-start-backend",
    at: `${APP}/quick-start`,
    awaited: ".steps",
    whole: true,
    act: (page) => page.locator("#tab-backend").click(),
  },
  {
    name: "tickets-made",
    at: `${APP}/tickets`,
    act: async (page) => {
      await page.locator("[name=user_id]").fill("alice");
      await page.locator("ck-make-ticket form .button--primary").click();
      await page.locator(".secret").waitFor();
    },
  },
  {
    name: "tickets-refused",
    at: `${APP}/tickets`,
    whole: true,
    act: async (page) => {
      await page.locator("#tab-inspect").click();
      await page.locator("textarea").fill("eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NSold");
      await page.locator("ck-inspect-ticket form .button--primary").click();
      await page.locator(".badge--bad").waitFor();
    },
  },
  { name: "settings", at: `${APP}/settings`, awaited: ".facts, .table" },
  {
    name: "settings-rotate",
    at: `${APP}/settings`,
    act: press(/Rotate the key|更换密钥/),
  },
  { name: "settings-disabled", at: "#/apps/1600123456/settings", awaited: ".note--warn" },
  { name: "domains", at: "#/domains", awaited: ".secret" },
  { name: "live-calls", at: `${APP}/live`, awaited: ".live-call__head" },
  { name: "live-users", at: `${APP}/live?tab=users`, awaited: ".device" },
  { name: "live-empty", at: `${APP}/live`, empty: true, awaited: ".empty" },
  {
    name: "live-end",
    at: `${APP}/live`,
    awaited: ".live-call__head",
    act: press(/End the call|结束通话/),
  },
  { name: "records", at: `${APP}/records`, awaited: ".table" },
  { name: "records-none", at: `${APP}/records?user=nobody`, awaited: ".empty" },
  { name: "call", at: `${APP}/calls/${STORY}`, awaited: ".chart" },
  {
    name: "call-moment",
    at: `${APP}/calls/${STORY}?at=${Date.UTC(2026, 7, 27, 14, 3, 20)}`,
    awaited: ".moment",
  },
  { name: "call-live", at: `${APP}/calls/c0002Qm3Zr8xKp1Lw0vTnY`, awaited: ".chart" },
  { name: "users", at: `${APP}/users`, awaited: ".pager" },
  { name: "users-none", at: `${APP}/users?search=nobody`, awaited: ".empty" },
  { name: "user", at: `${APP}/users/dr_wang`, awaited: ".device" },
  { name: "account", at: "#/account", awaited: ".table" },
  { name: "installation", at: "#/installation", awaited: ".facts" },
  { name: "connection-test", at: "#/connection-test", awaited: ".probe" },
  { name: "outside", at: "/connection-test/", awaited: ".note" },
  { name: "missing", at: "#/nothing/here" },
  {
    name: "menu",
    at: `${APP}/live`,
    awaited: ".live-call__head",
    act: async (page, { width }) => {
      if (width < 900) await page.locator(".top button").click();
      await page.locator(".app-switch:visible").click();
    },
  },
];
