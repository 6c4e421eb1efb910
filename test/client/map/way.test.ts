import { expect, it } from "vitest";
import { type WayStop, wayFeatures } from "../../../client/map/way.ts";

const stop = (lat: number, lng: number, number: number | null, belongs = true): WayStop => ({
  lat,
  lng,
  number,
  belongs,
  isChosen: false,
});

it("the way goes through the photos that belong; the others are points apart from it", () => {
  const { features } = wayFeatures([stop(1, 1, 1), stop(2, 2, 2), stop(50, 50, null, false)]);
  const [line, ...points] = features;
  expect(line?.geometry).toEqual({
    type: "LineString",
    coordinates: [
      [1, 1],
      [2, 2],
    ],
  });
  expect(points.map(({ properties }) => properties?.role)).toEqual(["stop", "stop", "stray"]);
});

it("the way goes the short way over the antimeridian", () => {
  const [line] = wayFeatures([stop(0, 179, 1), stop(0, -179, 2)]).features;
  expect(line?.geometry).toMatchObject({
    coordinates: [
      [179, 0],
      [181, 0],
    ],
  });
});

it("photos whose order is not known have no line", () => {
  const { features } = wayFeatures([stop(1, 1, null), stop(2, 2, null)]);
  expect(features.map(({ geometry }) => geometry.type)).toEqual(["Point", "Point"]);
});

it("the chosen photo lies on top", () => {
  const chosen = { ...stop(1, 1, 1), isChosen: true };
  const { features } = wayFeatures([chosen, stop(2, 2, 2)]);
  expect(features.at(-1)?.properties).toMatchObject({ number: "1", isChosen: true });
});

it("photos at one place are one point with all of their numbers, or that of the chosen one", () => {
  const numbers = (stops: readonly WayStop[]) =>
    wayFeatures(stops).features.flatMap(({ properties }) => properties?.number ?? []);
  const three = [stop(1, 1, 1), stop(1, 1, 2), stop(2, 2, 3)];
  expect(numbers(three)).toEqual(["1-2", "3"]);
  expect(numbers([stop(1, 1, 1), stop(2, 2, 2), stop(1, 1, 3)])).toEqual(["1+", "2"]);
  expect(numbers([three[0]!, { ...three[1]!, isChosen: true }, three[2]!])).toEqual(["3", "2"]);
  expect(numbers([stop(1, 1, 1), stop(1, 1, null, false)])).toEqual(["1", ""]);
});
