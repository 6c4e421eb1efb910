import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseTrack, readTrack } from "../../../server/album/track-file.ts";

const refuse = (message: string) => new Error(message);
const NOON = Date.UTC(2026, 4, 1, 12) / 3_600_000;
const read = async (text: string) =>
  (await parseTrack(text, refuse)).map(({ hours, at }) => [hours - NOON, ...at]);

/** What each program writes of a place at noon and one an hour later. */
const FORMS: Readonly<Record<string, string>> = {
  GPX: `<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><metadata><time>2020-01-01T00:00:00Z</time></metadata><trk><trkseg>
    <trkpt lat="48.5" lon="11.25"><ele>500</ele><time>2026-05-01T12:00:00Z</time></trkpt>
    <trkpt lat="48.75" lon="11.5"><time>2026-05-01T13:00:00.000Z</time></trkpt></trkseg></trk></gpx>`,
  "Records.json": JSON.stringify({
    locations: [
      { latitudeE7: 485000000, longitudeE7: 112500000, timestamp: "2026-05-01T12:00:00Z" },
      { latitudeE7: 487500000, longitudeE7: 115000000, timestampMs: String((NOON + 1) * 3.6e6) },
    ],
  }),
  "semantic history": JSON.stringify({
    timelineObjects: [
      {
        activitySegment: {
          startLocation: { latitudeE7: 485000000, longitudeE7: 112500000 },
          endLocation: { latitudeE7: 487500000, longitudeE7: 115000000 },
          duration: {
            startTimestamp: "2026-05-01T12:00:00Z",
            endTimestamp: "2026-05-01T13:00:00Z",
          },
        },
      },
    ],
  }),
  "the timeline of Android": JSON.stringify({
    semanticSegments: [
      {
        startTime: "2026-05-01T14:00:00.000+02:00",
        endTime: "2026-05-01T16:00:00.000+02:00",
        timelinePath: [
          { point: "48.5°, 11.25°", time: "2026-05-01T14:00:00.000+02:00" },
          { point: "48.75°, 11.5°", time: "2026-05-01T15:00:00.000+02:00" },
        ],
      },
    ],
  }),
  "the timeline of iOS": JSON.stringify([
    {
      startTime: "2026-05-01T12:00:00Z",
      endTime: "2026-05-01T14:00:00Z",
      timelinePath: [
        { point: "geo:48.5,11.25", durationMinutesOffsetFromStartTime: "0" },
        { point: "geo:48.75,11.5", durationMinutesOffsetFromStartTime: "60" },
      ],
    },
  ]),
  "GeoJSON points": JSON.stringify({
    type: "FeatureCollection",
    features: [
      [11.25, 48.5, NOON],
      [11.5, 48.75, NOON + 1],
    ].map(([lng, lat, hours]) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [lng, lat] },
      properties: { timestamp: hours! * 3600 },
    })),
  }),
  "a GeoJSON line": JSON.stringify({
    type: "Feature",
    geometry: {
      type: "LineString",
      coordinates: [
        [11.25, 48.5],
        [11.5, 48.75],
      ],
    },
    properties: { coordTimes: ["2026-05-01T12:00:00Z", "2026-05-01T13:00:00Z"] },
  }),
};

describe("track files", () => {
  it.each(Object.entries(FORMS))("reads %s", async (_, text) => {
    const fixes = await read(`\ufeff${text}`);
    expect(fixes.map((fix) => fix.map((value) => Math.round(1e6 * value!) / 1e6))).toEqual([
      [0, 11.25, 48.5],
      [1, 11.5, 48.75],
    ]);
  });

  it("reads what stands before the damage of a GPX", async () => {
    const cut = FORMS.GPX!.slice(0, FORMS.GPX!.indexOf("</trkpt>") + 20);
    expect(await read(cut)).toHaveLength(1);
  });

  it.each([
    ["", /begins with "".*wanted GPX, Google Takeout/],
    ["lat,lng\n1,2", /begins with "lat,lng/],
    ['{"locations": [', /begins as JSON and is damaged/],
    ['{"photos": []}', /JSON of a form that is not known; wanted GPX/],
    ["<html><p>", /no GPX that can be read/],
    ["null", /begins with "null"/],
  ])("refuses %j", async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it("passes over fields of other kinds", async () => {
    const odd = [null, 7, "x", {}, { latitudeE7: "a", timestamp: [] }, { timestamp: { a: 1 } }];
    expect(await read(JSON.stringify({ locations: odd }))).toHaveLength(3);
    for (const name of ["timelineObjects", "semanticSegments", "features"]) {
      const inside = { visit: 1, activity: [], timelinePath: {}, placeVisit: 2, geometry: null };
      await expect(read(JSON.stringify({ [name]: [...odd, inside] }))).resolves.toBeDefined();
    }
  });

  it("joins files in the order of time, without points that have none or no place", async () => {
    const folder = await mkdtemp(join(tmpdir(), "graticule-tracks-"));
    const [late, early, empty] = ["late.json", "early.gpx", "empty.gpx"].map((n) =>
      join(folder, n),
    );
    const points = [
      { latitudeE7: 1e7, longitudeE7: 1e7, timestamp: "2026-05-02T00:00:00Z" },
      { latitudeE7: 999e7, longitudeE7: 1e7, timestamp: "2026-05-02T00:00:00Z" },
      { latitudeE7: 1e7, longitudeE7: 1e7 },
    ];
    await writeFile(late!, JSON.stringify({ locations: points }));
    await writeFile(early!, FORMS.GPX!);
    await writeFile(empty!, "<gpx><wpt lat='1' lon='1'/></gpx>");
    const fault = (file: string, message: string) => new Error(`${file}: ${message}`);
    const track = await readTrack([late!, early!], fault);
    expect(track.map(({ at }) => at[0])).toEqual([11.25, 11.5, 1]);
    await expect(readTrack([empty!], fault)).rejects.toThrow(
      /empty.gpx: none of its points has a time and a place/,
    );
    await expect(readTrack([join(folder, "none")], fault)).rejects.toThrow(/there is no such file/);
  });
});
