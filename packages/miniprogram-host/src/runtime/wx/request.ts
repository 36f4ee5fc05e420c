import { domainAllowed, NOT_IN_DOMAIN_LIST } from "../../shared/domains.ts";
import type { Callback, Options } from "../../shared/loose.ts";
import { messageOf } from "../journal.ts";
import type { Phone } from "../phone.ts";
import { proxied } from "../proxied.ts";
import { failure, type WxApi } from "./api.ts";
import { ApiFailure } from "./failure.ts";

/** How long a request may take where neither it nor `app.json` says. */
const TIMEOUT_MS = 60_000;

/** A failure of the network itself. */
const NETWORK = { errno: 600001 };

export interface Requests {
  /** Ends what is under way: the mini program has been in the background for too long. */
  interrupt(): void;
}

/** `wx.request`. */
export function addRequest(api: WxApi, phone: Phone, timeoutMs = TIMEOUT_MS): Requests {
  const underWay = new Set<AbortController>();

  api.wx.request = (options: Options) => {
    const { url, method = "GET", data } = options;
    api.journal.call("request", { url, method, data });
    const abort = new AbortController();
    const headersListeners = new Set<Callback>();
    underWay.add(abort);
    const timer = setTimeout(
      () => abort.abort(new ApiFailure("timeout", { errno: 5 })),
      options["timeout"] ?? timeoutMs,
    );
    const told = (name: "success" | "fail", outcome: object) => {
      clearTimeout(timer);
      underWay.delete(abort);
      api.clock.run(options[name], "request", outcome);
      api.clock.run(options.complete, "request", outcome);
    };
    fetched(phone, options, abort.signal, (headers) => {
      for (const listener of headersListeners)
        api.clock.run(listener, "onHeadersReceived", headers);
    }).then(
      (response) => told("success", response),
      (error: unknown) => told("fail", failure("request", error)),
    );
    return {
      abort: () => abort.abort(new ApiFailure("abort", { errno: 600003 })),
      onHeadersReceived: (listener: Callback) => headersListeners.add(listener),
      offHeadersReceived: (listener: Callback) => headersListeners.delete(listener),
      onChunkReceived() {},
      offChunkReceived() {},
    };
  };

  return {
    interrupt() {
      for (const abort of underWay) abort.abort(new ApiFailure("interrupted", { errno: 600003 }));
    },
  };
}

async function fetched(
  phone: Phone,
  options: Options,
  signal: AbortSignal,
  onHeaders: (headers: object) => void,
): Promise<object> {
  const { domains } = phone;
  const { url, method, headers, body } = prepared(options);
  if (domains && !domainAllowed(domains, "request", url)) {
    const { errMsg, errno } = NOT_IN_DOMAIN_LIST;
    throw new ApiFailure(errMsg, { errno });
  }
  if (!phone.online) throw new ApiFailure("net::ERR_INTERNET_DISCONNECTED", NETWORK);
  const address = proxied(url, phone.settings.network);
  let response: Response;
  try {
    response = await fetch(address, {
      method,
      headers,
      signal,
      ...(body !== undefined && { body }),
    });
  } catch (error) {
    throw signal.aborted ? signal.reason : new ApiFailure(messageOf(error), NETWORK);
  }
  if (response.headers.has("x-mp-proxy-error"))
    throw new ApiFailure(await response.text(), NETWORK);
  const header = Object.fromEntries(response.headers);
  onHeaders({ header, statusCode: response.status });
  const data = await content(response, options).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : error;
  });
  return { data, statusCode: response.status, header, cookies: [], errMsg: "request:ok" };
}

interface Prepared {
  url: string;
  method: string;
  headers: Headers;
  body?: BodyInit;
}

/** Address, headers and body as WeChat makes them of the options. */
function prepared({ url, method = "GET", header = {}, data }: Options): Prepared {
  const verb = String(method).toUpperCase();
  const headers = new Headers();
  for (const [name, value] of Object.entries(header))
    if (!/^referer$/i.test(name)) headers.set(name, String(value));
  const contentType = headers.get("content-type");
  if (contentType === null) headers.set("content-type", "application/json");
  const made = { url: new URL(url, location.href).href, method: verb, headers };

  if (data === undefined || data === null) return made;
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data))
    return { ...made, body: data as BodyInit };
  if (verb === "GET" || verb === "HEAD" || verb === "DELETE") {
    const target = new URL(made.url);
    if (typeof data === "object")
      for (const [name, value] of Object.entries(data))
        target.searchParams.append(
          name,
          typeof value === "object" ? JSON.stringify(value) : String(value),
        );
    return { ...made, url: target.href };
  }
  if (typeof data === "string") return { ...made, body: data };
  return /x-www-form-urlencoded/i.test(contentType ?? "")
    ? { ...made, body: new URLSearchParams(data as Record<string, string>).toString() }
    : { ...made, body: JSON.stringify(data) };
}

async function content(response: Response, { responseType, dataType = "json" }: Options) {
  if (responseType === "arraybuffer") return response.arrayBuffer();
  const text = await response.text();
  if (dataType !== "json") return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON after all: WeChat gives the text.
    return text;
  }
}
