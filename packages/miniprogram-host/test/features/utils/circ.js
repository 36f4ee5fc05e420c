exports.x = 1;
const u = require("./util.js");
exports.late = () => u.f();
