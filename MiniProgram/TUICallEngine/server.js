/**
 * Where your callkit server is. Put in its address: what `callkit serve` prints, or the one that your users reach it by.
 *
 * A released mini program connects by https:// or wss:// only, and the address must be among its socket domains
 * (mp.weixin.qq.com > 开发管理 > 开发设置 > 服务器域名). One address may stand for all versions of the mini program, or
 * each may have its own:
 *
 *   module.exports = {
 *     develop: "http://192.168.1.20:8080",
 *     trial: "https://calls-test.your-company.com",
 *     release: "https://calls.your-company.com",
 *   };
 */
module.exports = "https://calls.example.com";
