// Two network namespaces joined by a wire: a server's machine and one outside of it. What the server's
// firewall lets through is what a test says, and nothing else is there. Needs root, or `sudo -n`.

import { execFileSync, spawn } from "node:child_process";

const asRoot = process.getuid() === 0 ? [] : ["sudo", "-n"];

function root(...args) {
  const [command, ...rest] = [...asRoot, ...args];
  return execFileSync(command, rest, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function write(path, text) {
  const [command, ...rest] = [...asRoot, "tee", path];
  execFileSync(command, rest, { input: text, stdio: ["pipe", "ignore", "pipe"] });
}

/** Removes a folder that programs started here have written into. */
export function remove(dir) {
  root("rm", "-rf", dir);
}

/** One end of the wire. */
export class Namespace {
  constructor(name, address) {
    this.name = name;
    this.address = address;
    /** What to put before a command so that it runs there. */
    this.inside = [...asRoot, "ip", "netns", "exec", name];
  }

  run(...args) {
    return root("ip", "netns", "exec", this.name, ...args);
  }

  spawn(command, args, options) {
    const [first, ...rest] = [...this.inside, command, ...args];
    return spawn(first, rest, options);
  }

  /** Makes names known to what runs there. */
  names(hosts) {
    const lines = Object.entries(hosts).map(([name, address]) => `${address} ${name}`);
    write(`/etc/netns/${this.name}/hosts`, ["127.0.0.1 localhost", ...lines, ""].join("\n"));
  }

  /** Lets in these ports and what was asked for, and drops all else. */
  firewall(ports) {
    const rules = [
      "iif lo accept",
      "ct state established,related accept",
      ...ports.map(({ protocol, first, last }) => `${protocol} dport ${first}-${last} accept`),
    ];
    const script = [
      "add table inet callkit",
      "add chain inet callkit input { type filter hook input priority 0; policy drop; }",
      ...rules.map((rule) => `add rule inet callkit input ${rule}`),
    ];
    this.run("nft", script.join("\n"));
  }
}

/** Makes the two; the wire is theirs alone (RFC 2544: addresses for trying networks). */
export function twoMachines() {
  const mark = process.pid.toString(36);
  const server = new Namespace(`ck-server-${mark}`, "198.18.0.1");
  const outside = new Namespace(`ck-outside-${mark}`, "198.18.0.2");
  for (const [at, end] of [
    [server, "s"],
    [outside, "o"],
  ]) {
    at.wire = `ck${end}${mark}`.slice(0, 15);
    root("ip", "netns", "add", at.name);
    root("mkdir", "-p", `/etc/netns/${at.name}`);
  }
  root("ip", "link", "add", server.wire, "type", "veth", "peer", "name", outside.wire);
  for (const at of [server, outside]) {
    root("ip", "link", "set", at.wire, "netns", at.name);
    at.run("ip", "address", "add", `${at.address}/24`, "dev", at.wire);
    at.run("ip", "link", "set", at.wire, "up");
    at.run("ip", "link", "set", "lo", "up");
  }
  const end = () => {
    for (const at of [server, outside]) {
      root("ip", "netns", "delete", at.name);
      remove(`/etc/netns/${at.name}`);
    }
  };
  return { server, outside, end };
}
