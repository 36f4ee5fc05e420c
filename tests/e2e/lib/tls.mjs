// A certificate authority of the test's own, and a server's certificate by it.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** TLS for a name that stands for this machine. */
export class Tls {
  /** Certificates for `host`, good for two days. */
  static for(host) {
    const tls = new Tls();
    tls.host = host;
    tls.dir = mkdtempSync(join(tmpdir(), "callkit-tls-"));
    const at = (name) => join(tls.dir, name);
    const openssl = (...args) => execFileSync("openssl", args, { stdio: "pipe" });
    const ca = ["-keyout", at("ca.key"), "-out", at("ca.pem"), "-subj", "/CN=callkit test CA"];
    openssl("req", "-x509", ...KEY, ...ca, "-days", "2");
    openssl("req", ...KEY, "-keyout", at("key.pem"), "-out", at("csr.pem"), "-subj", `/CN=${host}`);
    writeFileSync(at("names"), `subjectAltName=DNS:${host}\n`);
    const by = ["-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial"];
    const request = ["-in", at("csr.pem"), "-out", at("leaf.pem"), "-extfile", at("names")];
    openssl("x509", "-req", ...request, ...by, "-days", "2");
    tls.ca = readFileSync(at("ca.pem"), "utf8");
    tls.cert = at("chain.pem");
    tls.key = at("key.pem");
    writeFileSync(tls.cert, readFileSync(at("leaf.pem"), "utf8") + tls.ca);
    return tls;
  }

  /** What {@link openBrowser} of the mini program's host takes to reach the name and believe it. */
  get browserOptions() {
    return { hosts: { [this.host]: "127.0.0.1" }, trust: [this.ca] };
  }

  /** Whether a GET of this address of ours is answered with success. */
  async answers(url) {
    const { port, pathname } = new URL(url);
    return new Promise((done, failed) => {
      const { ca, host: servername } = this;
      get({ host: "127.0.0.1", port, path: pathname, servername, ca }, (response) => {
        response.resume();
        done(response.statusCode === 200);
      }).once("error", failed);
    });
  }

  remove() {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
