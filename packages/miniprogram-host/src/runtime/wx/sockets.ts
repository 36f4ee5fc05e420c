import { domainAllowed, NOT_IN_DOMAIN_LIST } from "../../shared/domains.ts";
import type { Options } from "../../shared/loose.ts";
import { messageOf } from "../journal.ts";
import type { Phone } from "../phone.ts";
import type { WxApi } from "./api.ts";
import { ApiFailure } from "./failure.ts";
import { SocketTask } from "./socket-task.ts";

/** As many sockets as WeChat lets a mini program have at a time. */
const MOST = 5;

const EVENT_NAMES = {
  open: "onSocketOpen",
  close: "onSocketClose",
  message: "onSocketMessage",
  error: "onSocketError",
} as const;

export interface Sockets {
  /** Those that are not over. */
  readonly open: readonly SocketTask[];
  /** Ends them all from outside. */
  cut(errMsg: string): void;
}

/** `wx.connectSocket`. */
export function addSockets(api: WxApi, phone: Phone): Sockets {
  const tasks = new Set<SocketTask>();
  const open = () => [...tasks].filter((task) => task.readyState !== task.CLOSED);

  api.wx.connectSocket = (options: Options) => {
    const { url, protocols, header } = options;
    api.journal.call("connectSocket", { url, protocols, header });
    const busy = open();
    const task = new SocketTask(url, api, (event, detail) => {
      api.listeners.emit(EVENT_NAMES[event], detail);
      if (event === "close") tasks.delete(task);
    });
    const refusal = refused(phone, url, busy.length);
    if (!refusal) tasks.add(task);
    // The app puts its listeners on the task that is returned.
    setTimeout(() => {
      if (refusal) {
        task.refuse(refusal, options);
        return;
      }
      const ok = { errMsg: "connectSocket:ok" };
      try {
        if (phone.online) task.connect(protocols);
      } catch (error) {
        tasks.delete(task);
        task.refuse(new ApiFailure(messageOf(error)), options);
        return;
      }
      api.clock.run(options.success, "connectSocket", ok);
      api.clock.run(options.complete, "connectSocket", ok);
      if (!phone.online) task.cut("net::ERR_INTERNET_DISCONNECTED");
    });
    return task;
  };
  for (const name of Object.values(EVENT_NAMES)) api.event(name);
  api.wx.sendSocketMessage = (options: Options) =>
    first(open(), api, "sendSocketMessage", options, (task) => task.send(options));
  api.wx.closeSocket = (options: Options = {}) =>
    first(open(), api, "closeSocket", options, (task) => task.close(options));

  return {
    get open() {
      return open();
    },
    cut(errMsg) {
      for (const task of open()) task.cut(errMsg);
    },
  };
}

function refused(phone: Phone, url: string, busy: number): ApiFailure | undefined {
  const { domains } = phone;
  if (domains && !domainAllowed(domains, "socket", url)) {
    const { errMsg, errno } = NOT_IN_DOMAIN_LIST;
    return new ApiFailure(errMsg, { errno });
  }
  return busy < MOST ? undefined : new ApiFailure("exceed max task count");
}

/** The functions from before there were tasks: they mean the first socket. */
function first(
  tasks: readonly SocketTask[],
  api: WxApi,
  name: string,
  options: Options,
  use: (task: SocketTask) => unknown,
): unknown {
  const [task] = tasks;
  if (task) return use(task);
  return api.settle(name, options, async () => {
    throw new ApiFailure("no socket is open");
  });
}
