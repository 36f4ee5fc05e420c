/**
 * In the place of the file that signs with a key: a page that anybody opens has none. Tickets come from the server
 * when a user signs in, and are found here.
 */

/** Known when the first ticket has come. */
const SDKAPPID = 1;

/** Has a ticket signed: `success` or `fail` is called like those of `wx.request`. */
function fetchUserSig(userID, { success, fail }) {
  wx.request({
    url: `${wx.env.PAGE_ORIGIN}/demo/ticket`,
    method: "POST",
    data: { user_id: userID },
    success({ statusCode, data }) {
      if (statusCode !== 200) {
        fail({ errMsg: data.error?.message || `HTTP ${statusCode}` });
        return;
      }
      const { sdkappid, user_sig } = data;
      const ticket = { sdkAppID: sdkappid, SDKAppID: sdkappid, userSig: user_sig };
      wx.setStorageSync(`ticket:${userID}`, ticket);
      success(ticket);
    },
    fail,
  });
}

function genTestUserSig(userID) {
  const none = { sdkAppID: 0, SDKAppID: 0, userSig: "" };
  return wx.getStorageSync(`ticket:${userID}`) || none;
}

module.exports = { SDKAPPID, fetchUserSig, genTestUserSig };
