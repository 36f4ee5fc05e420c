import { content } from "./content.ts";
import { overlays } from "./overlays.ts";
import { panels } from "./panels.ts";
import { pictures } from "./pictures.ts";
import { screen } from "./screen.ts";
import { tiles } from "./tiles.ts";
import { tokens } from "./tokens.ts";

/** All styles of the element, in the order in which later ones may rely on earlier ones. */
export const styles = [tokens, screen, pictures, tiles, content, overlays, panels];
