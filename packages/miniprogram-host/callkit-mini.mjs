#!/usr/bin/env node
// `npm run build` makes what this runs.
import { main } from "./dist/cli.mjs";

process.exitCode = await main(process.argv.slice(2));
