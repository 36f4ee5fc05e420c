import "./shell/console.ts";

document.body.append(document.createElement("ck-console"));
