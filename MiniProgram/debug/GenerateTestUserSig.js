/**
 * Signs tickets (UserSig) on the phone, to try things out. Whoever has the mini program's package has the key that
 * stands here: before it is published, sign on your server and take these two lines out.
 */

/** The app's number. The server prints both when it first starts; `callkit app list --show-secret` repeats them. */
const SDKAPPID = 0;
/** The app's secret key. */
const SECRETKEY = "";
/** How long a ticket holds, in seconds: 7 days. */
const EXPIRETIME = 604800;

/**
 * A ticket for this user, `{ sdkAppID, SDKAppID, userSig }`; wherever `userSig` is asked for, the whole may be given.
 * `userSig` is empty while the two lines above are not filled in.
 */
function genTestUserSig(userID) {
  const ready = SDKAPPID > 0 && SECRETKEY !== "";
  const now = Math.floor(Date.now() / 1000);
  const userSig = ready ? sign(SDKAPPID, SECRETKEY, String(userID), EXPIRETIME, now) : "";
  return { sdkAppID: SDKAPPID, SDKAppID: SDKAPPID, userSig };
}

/** TLSSigAPIv2: an HMAC over five lines, put into JSON, deflated, in base64 with its own three signs. */
function sign(sdkAppID, key, userID, expire, now) {
  const lines = [
    `TLS.identifier:${userID}`,
    `TLS.sdkappid:${sdkAppID}`,
    `TLS.time:${now}`,
    `TLS.expire:${expire}`,
    "",
  ].join("\n");
  const json = JSON.stringify({
    "TLS.ver": "2.0",
    "TLS.identifier": userID,
    "TLS.sdkappid": sdkAppID,
    "TLS.time": now,
    "TLS.expire": expire,
    "TLS.sig": base64(hmac(utf8(key), utf8(lines))),
  });
  const signs = { "+": "*", "/": "-", "=": "_" };
  return base64(zlib(utf8(json))).replace(/[+/=]/g, (sign) => signs[sign]);
}

/** RFC 1950 and 1951 without compressing: one stored block, which may hold 65,535 bytes. */
function zlib(bytes) {
  const { length } = bytes;
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  const low = (value) => [value & 255, (value >> 8) & 255];
  const high = (value) => low(value).reverse();
  return [0x78, 0x01, 0x01, ...low(length), ...low(~length), ...bytes, ...high(b), ...high(a)];
}

/** RFC 2104. */
function hmac(key, message) {
  const block = (key.length > 64 ? sha256(key) : key).concat(Array(64).fill(0)).slice(0, 64);
  const inner = sha256([...block.map((byte) => byte ^ 0x36), ...message]);
  return sha256([...block.map((byte) => byte ^ 0x5c), ...inner]);
}

/** FIPS 180-4. */
function sha256(bytes) {
  const { state, rounds } = constants();
  const bits = bytes.length * 8;
  const zeros = (119 - (bytes.length % 64)) % 64;
  const padded = [...bytes, 0x80, ...Array(zeros).fill(0), 0, 0, 0, 0, ...word(bits)];
  for (let at = 0; at < padded.length; at += 64) {
    const w = [];
    for (let i = 0; i < 64; i++) {
      if (i < 16) {
        const [p, q, r, s] = padded.slice(at + i * 4, at + i * 4 + 4);
        w.push((p << 24) | (q << 16) | (r << 8) | s);
      } else {
        const [x, y] = [w[i - 15], w[i - 2]];
        const s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
        const s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
        w.push((w[i - 16] + s0 + w[i - 7] + s1) | 0);
      }
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + rounds[i] + w[i]) | 0;
      const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] + value) | 0;
  }
  return [].concat(...state.map(word));
}

/** The first 32 bits of what is behind the point in the roots of the first primes, as the standard has it. */
function constants() {
  const fraction = (value) => ((value - Math.floor(value)) * 4294967296) | 0;
  const primes = [];
  for (let n = 2; primes.length < 64; n++) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  }
  return {
    state: primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime))),
    rounds: primes.map((prime) => fraction(Math.cbrt(prime))),
  };
}

function turn(value, by) {
  return (value >>> by) | (value << (32 - by));
}

function word(value) {
  return [24, 16, 8, 0].map((by) => (value >>> by) & 255);
}

function utf8(text) {
  const escaped = encodeURIComponent(text);
  return escaped
    .match(/%..|./g)
    .map((part) => (part.length === 3 ? Number.parseInt(part.slice(1), 16) : part.charCodeAt(0)));
}

function base64(bytes) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b = 0, c = 0] = bytes.slice(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    text += [18, 12, 6, 0].map((by) => letters[(bits >> by) & 63]).join("");
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  return missing === 0 ? text : text.slice(0, -missing) + "=".repeat(missing);
}

module.exports = { SDKAPPID, EXPIRETIME, genTestUserSig, sign };
