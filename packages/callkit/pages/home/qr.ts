import { generate } from "lean-qr";
import { svg, type TemplateResult } from "lit";

/** A QR code as one path; the white around it is the caller's. */
export function qrCode(text: string): TemplateResult<2> {
  const code = generate(text);
  let path = "";
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) path += `M${x} ${y}h1v1h-1z`;
  }
  return svg`<svg viewBox="0 0 ${code.size} ${code.size}" role="img" aria-label="${text}" shape-rendering="crispEdges">
    <path d="${path}" fill="#000"/>
  </svg>`;
}
