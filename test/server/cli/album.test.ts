import { copyFile, mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { PredictionSchema } from "../../../core/contracts/prediction.ts";
import { EXIT } from "../../../server/process/exit.ts";
import { quarters } from "../photo/pictures.ts";
import { runInTerminal } from "./terminal.ts";

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graticule-album-"));
  const picture = await quarters().jpeg().toBuffer();
  for (const name of ["a.jpg", "b.jpg", "c.jpg"]) await writeFile(at(name), picture);
  await writeFile(at("torn.jpg"), "no photo");
});

async function times(name: string, text: string): Promise<string> {
  await writeFile(at(name), text);
  return at(name);
}

const GOOD = "file,time\na.jpg,2026-05-04T10:00:00Z\nb.jpg,2026-05-04T11:00:00+02:00\n";

describe("album", () => {
  it("prints a document a line, with its share of the album, and names what cannot be read", async () => {
    const csv = await times("good.csv", `${GOOD}c.jpg,\ngone.jpg,2026-05-04T10:00:00Z\n`);
    const args = ["album", folder, "--times", csv, "--format", "jsonl"];
    const { exit, stdout, stderr } = await runInTerminal(args);
    expect(exit).toBe(EXIT.someFailed);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ file }) => file)).toEqual(["a.jpg", "b.jpg", "c.jpg", "torn.jpg"].map(at));
    for (const { file: _, ...document } of lines.slice(0, 3)) {
      const { album } = PredictionSchema.parse(document);
      expect(album).toMatchObject({ photos: 3 });
    }
    expect(lines[3].error.message).toContain("The file is text, expected a photo");
    expect(stderr).toContain("Photos of the table that are not there and are left out: gone.jpg.");
    expect(stderr).toContain(
      `Photos without a time, which may be anywhere among the others: ${at("c.jpg")}`,
    );
    expect(stderr).toContain(`${at("torn.jpg")}: `);
  });

  it("takes photos by the names that a table has for them: in deeper folders, however accents are written", async () => {
    const trip = await mkdtemp(join(tmpdir(), "graticule-album-odd-"));
    await mkdir(join(trip, "day 2"));
    await mkdir(join(trip, "other"));
    const names = ["cafe\u0301.JPG", "day 2/IMG [6].Jpeg", "other/x.jpg", "日本, 京都.jpg"];
    for (const name of names) await copyFile(at("a.jpg"), join(trip, name));
    const rows = [
      "caf\u00e9.JPG,2026-05-04T10:00:00Z",
      "day 2/IMG [6].Jpeg,2026-05-04T11:00:00Z",
      '"日本, 京都.jpg",2026-05-04T12:00:00Z',
      "gone.jpg,2026-05-04T12:00:00Z",
    ];
    const csv = await times("names.csv", `file,time\n${rows.join("\n")}\n`);
    const args = ["album", trip, "--times", csv, "--format", "jsonl"];
    const { exit, stdout, stderr } = await runInTerminal(args);
    expect(exit).toBe(EXIT.ok);
    const files = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).file);
    expect(files).toEqual([names[0], names[1], names[3]].map((name) => join(trip, name!)));
    expect(stderr).toBe("Photos of the table that are not there and are left out: gone.jpg.\n");
  });

  it("says that several photos bear one name of a table", async () => {
    const trip = await mkdtemp(join(tmpdir(), "graticule-album-same-"));
    await mkdir(join(trip, "b"));
    for (const name of ["a.jpg", "b/a.jpg"]) await copyFile(at("a.jpg"), join(trip, name));
    const csv = await times("same.csv", "file,time\na.jpg,2026-05-04T10:00:00Z\n");
    const { stderr } = await runInTerminal(["album", trip, "--recursive", "--times", csv]);
    expect(stderr).toContain("several photos bear, each of which has its row: a.jpg.");
  });

  it("writes a track in the order of the times, not of the names", async () => {
    const csv = await times("order.csv", GOOD);
    const args = ["album", at("a.jpg"), at("b.jpg"), "--times", csv, "--format", "gpx"];
    const { exit, stdout } = await runInTerminal(args);
    expect(exit).toBe(EXIT.ok);
    // Eleven in Paris is nine in Greenwich.
    expect(stdout.indexOf("b.jpg")).toBeLessThan(stdout.indexOf("a.jpg"));
    expect(stdout).toContain("<time>2026-05-04T09:00:00.000Z</time>");
  });

  it.each([
    ["file,when\na.jpg,2026", /expected the columns file and time/],
    ["file,time\na.jpg,yesterday\n", /line 2: expected a time like .*got "yesterday"/],
    ["file,time\na.jpg,2026-02-31T10:00:00Z\n", /line 2: expected a time/],
    ["file,time\na.jpg,\na.jpg,\n", /line 3 names "a.jpg" a second time/],
    ["file,time\n,2026-02-03\n", /line 2 names no file/],
  ])("refuses the table %j", async (text, message) => {
    const csv = await times("bad.csv", text);
    const { exit, stdout, stderr, opened } = await runInTerminal(["album", folder, "--times", csv]);
    expect(exit).toBe(EXIT.usage);
    expect(stdout).toBe("");
    expect(stderr).toMatch(message);
    expect(opened).toEqual([]);
  });

  it("says that a table is not there", async () => {
    const { exit, stderr } = await runInTerminal(["album", folder, "--times", at("none.csv")]);
    expect(exit).toBe(EXIT.usage);
    expect(stderr).toContain("none.csv: there is no such file.");
  });

  it("leaves out times in the future, takes equal times and mixes zones, and says so", async () => {
    const text =
      "file,time\na.jpg,2999-01-01T00:00Z\nb.jpg,2026-05-04T10:00\nc.jpg,2026-05-04 10:00+00\n";
    const csv = await times("odd.csv", text);
    const photos = ["a.jpg", "b.jpg", "c.jpg"].map(at);
    const { exit, stderr } = await runInTerminal(["album", ...photos, "--times", csv]);
    expect(exit).toBe(EXIT.ok);
    expect(stderr).toContain("Photos with times in the future, which are left out: ");
    expect(stderr).toContain("Times that say no zone while others do, taken for UTC: b.jpg.");
  });

  it("tells how far the clock of a second camera is off, and takes it to be right where nothing speaks against it", async () => {
    const text =
      "file,time,camera\na.jpg,2026-05-04T10:00Z,one\nb.jpg,2026-05-04T11:00Z,two\nc.jpg,2026-05-04T12:00Z,one\nd.jpg,2026-05-04T13:00Z,two\n";
    const csv = await times("cameras.csv", text);
    const photos = await mkdtemp(join(tmpdir(), "graticule-album-cameras-"));
    for (const name of ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]) {
      await copyFile(at("a.jpg"), join(photos, name));
    }
    const { exit, stdout } = await runInTerminal(["album", photos, "--times", csv]);
    expect(exit).toBe(EXIT.ok);
    const clocks = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).album.clock);
    const right = { camera: "two", offsetHours: 0, probability: expect.any(Number) };
    expect(clocks).toEqual([undefined, right, undefined, right]);
  });

  it("takes a track and known places as evidence, and names what is not there", async () => {
    const csv = await times(
      "track.csv",
      "file,time\na.jpg,2026-05-04T10:00Z\nb.jpg,2026-05-04T10:30Z\n",
    );
    const gpx = await times(
      "day.gpx",
      `<gpx>${[9, 11].map((hour) => `<wpt lat="48.1" lon="11.5"><time>2026-05-04T${String(hour).padStart(2, "0")}:00:00Z</time></wpt>`).join("")}</gpx>`,
    );
    const known = await times("known.csv", "file,lat,lng\nb.jpg,48.2,11.6\ngone.jpg,1,2\n");
    const args = ["album", at("a.jpg"), at("b.jpg"), "--times", csv];
    const more = ["--track", gpx, "--anchors", known, "--format", "jsonl"];
    const { exit, stdout, stderr } = await runInTerminal([...args, ...more]);
    expect(exit).toBe(EXIT.ok);
    expect(stderr).toContain("Photos of --anchors that are not there: gone.jpg.");
    const [a, b] = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(a.album.track).toMatchObject({ lat: 48.1, lng: 11.5 });
    expect(a.album.track.km).toBeGreaterThan(1);
    expect(b.album.track).toBeUndefined();
    for (const { album } of [a, b]) {
      expect(Math.abs(album.path.lat - 48.1)).toBeLessThan(0.6);
      expect(Math.abs(album.path.lng - 11.5)).toBeLessThan(0.8);
    }
  });

  it.each([
    ["--track", "no track", /--track .*: it begins with "no track"; wanted GPX/],
    [
      "--anchors",
      "a,b\n",
      /--anchors .*: its first line is "a,b"; expected the columns file,lat,lng/,
    ],
  ])("refuses %s that cannot be read before the model is opened", async (flag, text, message) => {
    const wrong = await times("wrong.txt", text);
    const { exit, stderr, opened } = await runInTerminal(["album", at("a.jpg"), flag, wrong]);
    expect(exit).toBe(EXIT.usage);
    expect(stderr).toMatch(message);
    expect(opened).toEqual([]);
  });

  it("shows the places that it would write, and writes them beside the photos once that is confirmed", async () => {
    const photos = await mkdtemp(join(tmpdir(), "graticule-album-write-"));
    for (const name of ["a.jpg", "b.jpg"]) await copyFile(at("a.jpg"), join(photos, name));
    const csv = await times(
      "w.csv",
      "file,time\na.jpg,2026-05-04T10:00Z\nb.jpg,2026-05-04T18:00Z\n",
    );
    const gpx = await times(
      "w.gpx",
      '<gpx><wpt lat="48.1" lon="11.5"><time>2026-05-04T10:00:00Z</time></wpt></gpx>',
    );
    const args = ["album", photos, "--times", csv, "--track", gpx, "--write", "xmp"];
    const within = ["--within-km", "1"];
    const shown = await runInTerminal([...args, ...within]);
    expect(shown.stderr).toContain("a.jpg: 48.1, 11.5, within 0.0 km, by the track");
    expect(shown.stderr).toContain("1 of 2 photos have a place within 1 km to be written");
    expect(shown.stderr).toContain("Nothing was written: add --yes to write.");
    expect(await readdir(photos)).toEqual(["a.jpg", "b.jpg"]);
    const written = await runInTerminal([...args, ...within, "--yes"]);
    expect(written.exit).toBe(EXIT.ok);
    expect(written.stderr).toContain("Written: 1.");
    expect(await readdir(photos)).toEqual(["a.jpg", "a.jpg.xmp", "b.jpg"]);
    expect(await readFile(join(photos, "a.jpg.xmp"), "utf8")).toContain("48,6.0");
  });

  it.each([
    [["--yes"], /--yes, --within-km and --immich-url go with --write/],
    [["--write", "exif"], /--write: expected xmp or immich, got "exif"/],
    [["--write", "xmp", "--within-km", "far"], /--within-km: expected a number up to 1000/],
    [["--write", "immich"], /--immich-url with the address of the server is needed/],
    [["--write", "immich", "--immich-url", "http://127.0.0.1:9"], /IMMICH_API_KEY must hold a key/],
  ])("refuses %j before the model is opened", async (flags, message) => {
    const { exit, stderr, opened } = await runInTerminal(["album", at("a.jpg"), ...flags]);
    expect(exit).toBe(EXIT.usage);
    expect(stderr).toMatch(message);
    expect(opened).toEqual([]);
  });

  it("ends GeoJSON and KML with the way through those that belong, with its times", async () => {
    const csv = await times("way.csv", GOOD);
    const known = await times("way-known.csv", "file,lat,lng\na.jpg,48.2,11.6\nb.jpg,48.9,2.4\n");
    const args = ["album", at("a.jpg"), at("b.jpg"), "--times", csv, "--anchors", known];
    const geojson = await runInTerminal([...args, "--format", "geojson"]);
    const { features } = JSON.parse(geojson.stdout);
    const line = features.at(-1);
    expect(line.geometry).toMatchObject({ type: "LineString" });
    expect(line.geometry.coordinates).toHaveLength(2);
    expect(line.properties.files).toEqual([at("b.jpg"), at("a.jpg")]);
    expect(line.properties.times).toEqual(["2026-05-04T09:00:00.000Z", "2026-05-04T10:00:00.000Z"]);
    const kml = await runInTerminal([...args, "--format", "kml"]);
    expect(kml.stdout).toContain("<name>Path</name>");
    expect(kml.stdout).toContain("<begin>2026-05-04T09:00:00.000Z</begin>");
  });

  it("refuses words that it does not know, naming those that it does", async () => {
    const order = await runInTerminal(["album", folder, "--order", "size"]);
    expect(order.exit).toBe(EXIT.usage);
    expect(order.stderr).toContain('--order: expected one of time, name, none, got "size".');
  });

  it("refuses more photos than an album may have before the model is opened", async () => {
    const many = await mkdtemp(join(tmpdir(), "graticule-album-many-"));
    for (let i = 0; i < 501; i++) await writeFile(join(many, `${i}.jpg`), "x");
    const { exit, stderr, opened } = await runInTerminal(["album", many]);
    expect(exit).toBe(EXIT.usage);
    expect(stderr).toContain(
      "An album has at most 500 photos, found 501: part it by days or places.",
    );
    expect(opened).toEqual([]);
  });

  it("stops when it is interrupted, and prints nothing by halves", async () => {
    const interrupt = new AbortController();
    const { exit, stdout, stderr } = await runInTerminal(["album", folder], {
      signal: interrupt.signal,
      before: async () => interrupt.abort(),
    });
    expect(exit).toBe(EXIT.someFailed);
    expect(stdout).toBe("");
    expect(stderr).toContain("Stopped: an album has no answer before all of its photos are seen.");
  });
});
