// A certificate authority of the test's own, and what it has signed.

import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Makes a root and a certificate for `names` (DNS names and addresses) in `dir`. */
export function certificateFor(dir, names) {
  const path = (name) => join(dir, name);
  const openssl = (...args) => execFileSync("openssl", args, { stdio: "pipe" });
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl(
    ...["req", "-x509", ...curve, "-days", "30", "-subj", "/CN=callkit test root"],
    ...["-keyout", path("root-key.pem"), "-out", path("root.pem")],
    ...["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"],
  );
  openssl(
    ...["req", ...curve, "-subj", "/CN=callkit test"],
    ...["-keyout", path("key.pem"), "-out", path("request.pem")],
  );
  const alternative = names.map((name) => (/^[\d.]+$/.test(name) ? `IP:${name}` : `DNS:${name}`));
  writeFileSync(
    path("extensions"),
    `subjectAltName=${alternative.join(",")}\nextendedKeyUsage=serverAuth\n`,
  );
  openssl(
    ...["x509", "-req", "-in", path("request.pem"), "-days", "30", "-set_serial", "2"],
    ...["-CA", path("root.pem"), "-CAkey", path("root-key.pem")],
    ...["-extfile", path("extensions"), "-out", path("own.pem")],
  );
  writeFileSync(path("chain.pem"), readFileSync(path("own.pem")) + readFileSync(path("root.pem")));
  const key = new X509Certificate(readFileSync(path("own.pem"))).publicKey;
  const spki = createHash("sha256").update(key.export({ type: "spki", format: "der" }));
  return {
    root: path("root.pem"),
    chain: path("chain.pem"),
    key: path("key.pem"),
    /** What Chromium is told to believe: this key and no other. */
    chromium: [`--ignore-certificate-errors-spki-list=${spki.digest("base64")}`],
  };
}
