import { createServer } from "node:http";
import { genUserSig } from "./usersig.mjs";

const { SDKAPPID, SECRETKEY, PORT = "3000" } = process.env;
/** Your own sign-in: whose session is this? Never take the user ID from the request as it is. */
const sessions = new Map([["a-session-of-alice", "alice"]]);

const server = createServer((request, response) => {
  const userID = sessions.get(request.headers.authorization?.replace("Bearer ", ""));
  if (request.url !== "/usersig" || !userID) return void response.writeHead(401).end();
  const sdkAppID = Number(SDKAPPID);
  const userSig = genUserSig(sdkAppID, SECRETKEY, userID);
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify({ sdkAppID, userID, userSig }));
});
server.listen(Number(PORT));
