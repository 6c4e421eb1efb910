import { mkdtemp, readdir, readFile, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { XMLParser } from "fast-xml-parser";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { EXIT } from "../../../server/process/exit.ts";
import { quarters } from "../photo/pictures.ts";
import { runInTerminal } from "./terminal.ts";

const PHOTO = await quarters()
  .withExif({ IFD0: { Copyright: "Somebody" } })
  .jpeg()
  .toBuffer();

const PNG = await quarters().png().toBuffer();

async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "graticule-estimate-"));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

/** What another program finds of XMP in a picture: the text of each property. */
async function readXmp(file: string): Promise<Record<string, unknown>> {
  const { xmp } = await sharp(file).metadata();
  const document = new XMLParser().parse(xmp!.toString("utf8")) as {
    "x:xmpmeta": { "rdf:RDF": { "rdf:Description": Record<string, unknown> } };
  };
  return document["x:xmpmeta"]["rdf:RDF"]["rdf:Description"];
}

const pixelsOf = (file: Uint8Array) => sharp(file).raw().toBuffer();

describe("predict --sidecar", () => {
  it("writes XMP beside the photo, which stays as it was", async () => {
    const folder = await folderOf({ "a.jpg": PHOTO });
    const { exit, stderr } = await runInTerminal(["predict", folder, "--sidecar"]);
    expect([exit, stderr]).toEqual([EXIT.ok, ""]);
    expect((await readdir(folder)).sort()).toEqual(["a.jpg", "a.jpg.xmp"]);
    expect(await readFile(join(folder, "a.jpg"))).toEqual(PHOTO);
    expect(await readFile(join(folder, "a.jpg.xmp"), "utf8")).toContain("exif:GPSLatitude");
  });

  it("leaves what it does not know, says so, and answers all the same", async () => {
    const folder = await folderOf({ "a.jpg": PHOTO, "a.jpg.xmp": "my notes", "b.jpg": PHOTO });
    const { exit, stderr, stdout } = await runInTerminal(["predict", folder, "--sidecar"]);
    expect(exit).toBe(EXIT.someFailed);
    expect(stderr).toMatch(
      /a\.jpg\.xmp was not written: what is there is not XMP in its usual form\. Move it away/,
    );
    expect(stdout.trim().split("\n")).toHaveLength(2);
    expect(await readFile(join(folder, "a.jpg.xmp"), "utf8")).toBe("my notes");
    expect(await readdir(folder)).toContain("b.jpg.xmp");
  });

  it("needs names", async () => {
    const { exit, stderr } = await runInTerminal(["predict", "-", "--sidecar"]);
    expect([exit, stderr]).toEqual([EXIT.usage, expect.stringMatching(/need files/)]);
  });
});

describe("predict --write-exif", () => {
  it("writes XMP that other programs read; the picture, its dates and the original stay", async () => {
    const folder = await folderOf({ "a.jpg": PHOTO });
    const file = join(folder, "a.jpg");
    await utimes(file, 1e9, 1e9);
    expect((await runInTerminal(["predict", folder, "--write-exif"])).exit).toBe(EXIT.ok);
    const written = await readFile(file);
    expect(await readXmp(file)).toMatchObject({
      "exif:GPSProcessingMethod": "ESTIMATE FROM PICTURE, Graticule preview 1",
    });
    expect((await sharp(file).metadata()).exif!.includes("Somebody")).toBe(true);
    expect(await pixelsOf(written)).toEqual(await pixelsOf(PHOTO));
    expect((await stat(file)).mtimeMs).toBe(1e12);
    expect(await readFile(`${file}_original`)).toEqual(PHOTO);

    // Again: the estimate is replaced, and the first original is the one that is kept.
    expect((await runInTerminal(["predict", file, "--write-exif"])).exit).toBe(EXIT.ok);
    expect((await readFile(file)).length).toBe(written.length);
    expect(await readFile(`${file}_original`)).toEqual(PHOTO);
    expect((await readdir(folder)).sort()).toEqual(["a.jpg", "a.jpg_original"]);
  });

  it("goes to what a link points at", async () => {
    const folder = await folderOf({ "a.jpg": PHOTO });
    await symlink(join(folder, "a.jpg"), join(folder, "link.jpg"));
    await runInTerminal(["predict", join(folder, "link.jpg"), "--write-exif"]);
    expect((await readFile(join(folder, "a.jpg"))).length).toBeGreaterThan(PHOTO.length);
  });

  it.each([
    ["png", PNG, /it is no JPEG\. --sidecar writes it beside/],
    [
      "jpg",
      Buffer.concat([
        PHOTO.subarray(0, 2),
        Buffer.from([0xff, 0xeb, 0, 8]),
        Buffer.from("x c2pa"),
        PHOTO.subarray(2),
      ]),
      /it bears Content Credentials, which a change would break/,
    ],
  ])("refuses a %s that it could harm, and leaves it", async (ending, photo, message) => {
    const folder = await folderOf({ [`a.${ending}`]: photo });
    const { exit, stderr } = await runInTerminal(["predict", folder, "--write-exif"]);
    expect([exit, stderr]).toEqual([EXIT.someFailed, expect.stringMatching(message)]);
    expect(await readdir(folder)).toEqual([`a.${ending}`]);
    expect(await readFile(join(folder, `a.${ending}`))).toEqual(photo);
  });
});
