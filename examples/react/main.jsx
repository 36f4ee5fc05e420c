import { TUICallKitAPI } from "@callkit/callkit";
import { TUICallKit } from "@callkit/callkit/react";
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";

const user = new URLSearchParams(location.search).get("user") ?? "carol";

function App() {
  const [callee, setCallee] = useState("alice");
  const [status, setStatus] = useState("Signing in");

  useEffect(() => {
    (async () => {
      const answer = await fetch(`/ticket?user=${user}`, { method: "POST" });
      const { SDKAppID, userID, userSig, server } = await answer.json();
      // Bundled into an app the engine cannot know where the server is.
      await TUICallKitAPI.init({ SDKAppID, userID, userSig, server });
      setStatus(`Signed in as ${user}`);
    })();
  }, []);

  const call = (type) =>
    // A refusal is shown by the kit.
    TUICallKitAPI.calls({ userIDList: [callee], type }).catch(() => {});

  return (
    <>
      <label>
        User ID <input value={callee} onChange={(event) => setCallee(event.target.value)} />
      </label>
      <button type="button" onClick={() => call(1)}>
        Voice call
      </button>
      <button type="button" onClick={() => call(2)}>
        Video call
      </button>
      <p id="status">{status}</p>
      <TUICallKit allowedMinimized statusChanged={({ newStatus }) => setStatus(newStatus)} />
    </>
  );
}

createRoot(document.querySelector("#app")).render(<App />);
