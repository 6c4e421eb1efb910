import { createHash } from "node:crypto";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findModel, readCatalogue } from "../../../server/hub/catalogue.ts";

const HUB = fileURLToPath(new URL("../../fixtures/hub/", import.meta.url));

/** The tiny stand-in for GeoCLIP as a pull would have installed it. */
export async function galleryBundle(folder: string): Promise<string> {
  const { bundle } = findModel(await readCatalogue(), "geoclip");
  const image = "onnx/vision_model.onnx";
  const gallery = "gps_gallery/coordinates_100K.json";
  const files: Record<string, { bytes: number; sha256: string }> = {};
  for (const path of [image, bundle.location.file, gallery]) {
    await cp(join(HUB, path), join(folder, path));
    const bytes = await readFile(join(HUB, path));
    files[path] = {
      bytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    };
  }
  const manifest = { format: 1, ...bundle, image: { file: image, ...bundle.image }, files };
  await writeFile(join(folder, "bundle.json"), JSON.stringify(manifest));
  return folder;
}
