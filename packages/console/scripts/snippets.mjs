// Puts the examples of docs/snippets/usersig into a bundle, so that the console shows what is tested.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "../../../docs/snippets/usersig");

/** An esbuild plugin: `import files from "snippets:usersig"`. */
export const snippets = {
  name: "snippets",
  setup(build) {
    build.onResolve({ filter: /^snippets:usersig$/ }, ({ path }) => ({
      path,
      namespace: "snippets",
    }));
    build.onLoad({ filter: /.*/, namespace: "snippets" }, () => {
      const names = readdirSync(folder);
      const files = Object.fromEntries(
        names.map((name) => [name, readFileSync(join(folder, name), "utf8")]),
      );
      return { contents: JSON.stringify(files), loader: "json", watchDirs: [folder] };
    });
  },
};
