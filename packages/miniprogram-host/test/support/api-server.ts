/** A server that answers with what it was asked, and whose sockets echo. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

export interface ApiServer {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  close(): Promise<void>;
}

export async function startApiServer(): Promise<ApiServer> {
  const server = createServer(async (request, response) => {
    let b = "";
    for await (const chunk of request) b += chunk;
    const { method: m, url: u = "", headers } = request;
    response
      .writeHead(u.startsWith("/404") ? 404 : 200, {
        "content-type": "application/json",
        "x-h": "hv",
      })
      .end(JSON.stringify({ m, u, b, auth: headers.authorization }));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => {
    socket.on("message", (message, isBinary) => {
      if (String(message) === "bye") socket.close(4001, "kick");
      else socket.send(isBinary ? message : `echo ${message}`);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((done) => {
        sockets.close();
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
