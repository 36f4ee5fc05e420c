import { generate } from "lean-qr";
import { svg, type TemplateResult } from "lit";

/** A code for a phone's camera. Dark on light in both themes: many readers know no other. */
export function qrCode(text: string): TemplateResult<2> {
  const code = generate(text);
  let path = "";
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) if (code.get(x, y)) path += `M${x} ${y}h1v1h-1z`;
  }
  return svg`<svg class="qr" viewBox="-4 -4 ${code.size + 8} ${code.size + 8}" role="img" aria-label="QR">
    <rect x="-4" y="-4" width="100%" height="100%" fill="#fff"/>
    <path d=${path} fill="#000" shape-rendering="crispEdges"/>
  </svg>`;
}
