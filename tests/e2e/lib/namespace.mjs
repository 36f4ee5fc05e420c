// Two network namespaces joined by a wire: a server's machine and one outside of it. What the server's
// firewall lets through is what a test says, and nothing else is there. Needs root, or `sudo -n`.

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";

const asRoot = process.getuid() === 0 ? [] : ["sudo", "-n"];

function root(...args) {
  const [command, ...rest] = [...asRoot, ...args];
  return execFileSync(command, rest, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
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
    const dir = `/etc/netns/${this.name}`;
    mkdirSync(dir, { recursive: true });
    const lines = Object.entries(hosts).map(([name, address]) => `${address} ${name}`);
    writeFileSync(`${dir}/hosts`, ["127.0.0.1 localhost", ...lines, ""].join("\n"));
  }

  /** Lets in these ports and what was asked for, and drops all else. */
  firewall(ports) {
    const rules = ports.map(
      ({ protocol, first, last }) => `${protocol} dport ${first}-${last} accept`,
    );
    const table = [
      "table inet callkit {",
      "chain input { type filter hook input priority 0; policy drop;",
      "iif lo accept",
      "ct state established,related accept",
      ...rules,
      "} }",
    ].join("\n");
    writeFileSync(`/etc/netns/${this.name}/rules`, table);
    this.run("nft", "-f", `/etc/netns/${this.name}/rules`);
  }
}

/** Makes the two; the wire is theirs alone (TEST-NET-2 of RFC 5737). */
export function twoMachines() {
  const mark = process.pid.toString(36);
  const server = new Namespace(`ck-server-${mark}`, "198.51.100.1");
  const outside = new Namespace(`ck-outside-${mark}`, "198.51.100.2");
  for (const [at, end] of [
    [server, "s"],
    [outside, "o"],
  ]) {
    at.wire = `ck${end}${mark}`.slice(0, 15);
    root("ip", "netns", "add", at.name);
    mkdirSync(`/etc/netns/${at.name}`, { recursive: true });
  }
  root("ip", "link", "add", server.wire, "type", "veth", "peer", "name", outside.wire);
  for (const at of [server, outside]) {
    root("ip", "link", "set", at.wire, "netns", at.name);
    at.run("ip", "address", "add", `${at.address}/24`, "dev", at.wire);
    at.run("ip", "link", "set", at.wire, "up");
    at.run("ip", "link", "set", "lo", "up");
  }
  const remove = () => {
    for (const at of [server, outside]) {
      root("ip", "netns", "delete", at.name);
      rmSync(`/etc/netns/${at.name}`, { recursive: true, force: true });
    }
  };
  return { server, outside, remove };
}
