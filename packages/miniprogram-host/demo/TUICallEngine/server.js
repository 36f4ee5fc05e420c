/** The demo is served by the server that it calls through. */
module.exports = wx.env.PAGE_ORIGIN;
