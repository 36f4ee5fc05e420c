// Vue 3: `compilerOptions.isCustomElement` tells Vue that <tui-call-kit> is an element and no component.

import { TUICallKitAPI } from "@callkit/callkit";
import { createApp, onMounted, ref } from "vue";

const user = new URLSearchParams(location.search).get("user") ?? "bob";

const App = {
  setup() {
    const callee = ref("alice");
    const status = ref("Signing in");
    onMounted(async () => {
      const answer = await fetch(`/ticket?user=${user}`, { method: "POST" });
      const { SDKAppID, userID, userSig, server } = await answer.json();
      // Bundled into an app the engine cannot know where the server is.
      await TUICallKitAPI.init({ SDKAppID, userID, userSig, server });
      status.value = `Signed in as ${user}`;
    });
    const call = (type) =>
      // A refusal is shown by the kit.
      TUICallKitAPI.calls({ userIDList: [callee.value], type }).catch(() => {});
    const statusChanged = ({ newStatus }) => {
      status.value = newStatus;
    };
    return { callee, status, call, statusChanged };
  },
  template: `
    <label>User ID <input v-model="callee" /></label>
    <button @click="call(1)">Voice call</button>
    <button @click="call(2)">Video call</button>
    <p id="status">{{ status }}</p>
    <tui-call-kit allowed-minimized :statusChanged.prop="statusChanged" />
  `,
};

const app = createApp(App);
app.config.compilerOptions.isCustomElement = (tag) => tag === "tui-call-kit";
app.mount("#app");
