import * as z from "zod";

const hosts = z.array(z.string()).meta({
  description: "Origins other than the service's own that the map is read from",
});

/** Which map lies under the answers, as the page is told. Addresses are absolute, or relative to the page. */
export const BasemapSchema = z
  .union([
    z
      .strictObject({ kind: z.literal("own") })
      .meta({ description: "The map that ships with the service" }),
    z
      .strictObject({ kind: z.literal("missing") })
      .meta({ description: "The operator's map cannot be had: the one that ships is shown" }),
    z
      .strictObject({ kind: z.literal("style"), url: z.string(), hosts })
      .meta({ description: "A MapLibre style" }),
    z
      .strictObject({
        kind: z.literal("archive"),
        url: z.string().meta({ description: "The PMTiles file" }),
        hosts,
        tiles: z.enum(["vector", "raster"]),
        layers: z.array(z.string()).meta({ description: "Names of its layers; none of a raster" }),
        attribution: z.string().nullable().meta({ description: "Whose work it is, HTML" }),
        coversWorld: z.boolean().meta({ description: "Whether it is a map of the whole world" }),
      })
      .meta({ description: "A PMTiles file that the page draws in its own colours" }),
  ])
  .meta({ id: "Basemap" });

export type BasemapChoice = z.infer<typeof BasemapSchema>;
