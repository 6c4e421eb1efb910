import type { Explanation } from "../../core/contracts/explanation.ts";
import type { Sides } from "../../core/pixels/image.ts";
import { encodeDrawnOver } from "./codec.ts";
import { copyPhoto } from "./copy.ts";
import type { Photo } from "./photo.ts";

/** Longer side of the picture, pixels. */
const LONGEST_SIDE = 1024;
/** Opacity of the strongest patch; the photo stays to be seen. */
const STRONGEST = 0.7;
/** What speaks for the place, and against it: as on the page. */
const COLOURS = { for: "#6a2fb0", against: "#d9730d" } as const;

/** The photo in grey with its occlusion map in colour, as PNG. What the model does not see is darkened. */
export async function occlusionPicture(
  photo: Photo,
  explanation: Explanation,
): Promise<Uint8Array> {
  const { bytes } = await copyPhoto(photo);
  return encodeDrawnOver(bytes, LONGEST_SIDE, (sides) => occlusionSvg(explanation, sides));
}

/** The map alone, as SVG of these sides. */
function occlusionSvg({ seen, patches }: Explanation, { width, height }: Sides): string {
  const strongest = Math.max(...patches.map(({ change }) => Math.abs(change)), 1e-3);
  const box = (part: Explanation["seen"]) =>
    `x="${round(part.left * width)}" y="${round(part.top * height)}" width="${round(part.width * width)}" height="${round(part.height * height)}"`;
  const colours = patches.map((patch) => {
    const colour = COLOURS[patch.change < 0 ? "for" : "against"];
    const opacity = Math.sqrt(Math.abs(patch.change) / strongest) * STRONGEST;
    return `<rect ${box(patch)} fill="${colour}" fill-opacity="${opacity.toFixed(3)}"/>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    `<mask id="unseen"><rect width="100%" height="100%" fill="#fff"/><rect ${box(seen)} fill="#000"/></mask>`,
    '<rect width="100%" height="100%" fill="#000" fill-opacity="0.5" mask="url(#unseen)"/>',
    ...colours,
    "</svg>",
  ].join("");
}

function round(value: number): string {
  return value.toFixed(2);
}
