exports.f = () => "cjs";
exports.circ = require("./circ").x;
