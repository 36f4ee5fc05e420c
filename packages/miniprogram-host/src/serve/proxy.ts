/** `wx.request` knows no CORS, a browser does: requests go through the server that serves the page. */

import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { request as httpsRequest } from "node:https";
import { isLoopback } from "../shared/domains.ts";

export interface ProxyOptions {
  /** Names that stand for an address of this machine, `{ "calls.example.com": "127.0.0.1" }`. */
  hosts?: Readonly<Record<string, string>>;
  /** Certificates (PEM) that are trusted beside the system's. */
  ca?: readonly string[];
}

/** A header that tells a failure of the proxy from an answer of the server. */
export const PROXY_ERROR = "x-mp-proxy-error";

/** About this hop, or about the page that asks: not for the server behind. */
const NOT_PASSED_ON =
  /^(host|connection|origin|referer|content-length|accept-encoding|cookie|sec-.*)$/;

/** Passes one request on. Nothing leaves this machine: other hosts are answered with 403. */
export function proxy(
  target: URL,
  request: IncomingMessage,
  response: ServerResponse,
  { hosts = {}, ca = [] }: ProxyOptions,
): void {
  const address = hosts[target.hostname] ?? target.hostname;
  if (!isLoopback(address)) {
    response
      .writeHead(403, { [PROXY_ERROR]: "1" })
      .end(`${target.hostname} is not on this machine`);
    return;
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !NOT_PASSED_ON.test(name)),
  );
  const secure = target.protocol === "https:";
  const onward = (secure ? httpsRequest : httpRequest)(
    {
      host: address,
      port: target.port || (secure ? 443 : 80),
      path: target.pathname + target.search,
      method: request.method,
      headers: { ...headers, host: target.host },
      ...(secure && { servername: target.hostname, ...(ca.length > 0 && { ca: [...ca] }) }),
    },
    (answer) => {
      const passed = { ...answer.headers };
      for (const name of ["content-encoding", "transfer-encoding", "connection"])
        delete passed[name];
      response.writeHead(answer.statusCode ?? 502, passed);
      answer.pipe(response);
    },
  );
  onward.on("error", (error) => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { [PROXY_ERROR]: "1" }).end(error.message);
  });
  request.pipe(onward);
}
