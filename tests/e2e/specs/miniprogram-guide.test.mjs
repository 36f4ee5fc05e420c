// The guide, step by step, on a server of this machine.

import { followGuide } from "../lib/guide.mjs";
import { Server } from "../lib/server.mjs";

followGuide(async () => ({ server: await Server.start() }));
