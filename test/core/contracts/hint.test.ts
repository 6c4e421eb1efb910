import { expect, it } from "vitest";
import { AreaSchema } from "../../../core/contracts/hint.ts";
import { checkValue } from "../../../core/contracts/validation.ts";

it("an area whose latitudes come first is told the order", () => {
  // Around Tokyo, the wrong way around.
  const ring = [
    [35, 139],
    [36, 139],
    [36, 140],
    [35, 139],
  ];
  const checked = checkValue(AreaSchema, { type: "Polygon", coordinates: [ring] }, "body");
  expect(checked).toMatchObject({
    ok: false,
    faults: expect.arrayContaining([
      {
        pointer: "body/coordinates/0/0/1",
        detail:
          "expected a latitude within 90 degrees, after the longitude (GeoJSON order), got 139",
      },
    ]),
  });
});
