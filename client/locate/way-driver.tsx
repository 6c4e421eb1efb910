import { computed, useSignalEffect } from "@preact/signals";
import { shows, solved } from "../album/store.ts";
import { state } from "../ask/store.ts";
import type { MapHandle } from "../map/handle.ts";
import { type WayStop, wayFeatures } from "../map/way.ts";
import { wayLayers } from "../map/way-layers.ts";
import { PALETTES } from "../ui/palette.ts";
import { theme } from "../ui/theme.ts";

const NAME = "album-way";

/** What is drawn of the album; null while nothing is. */
const stops = computed((): readonly WayStop[] | null => {
  const album = solved.value;
  if (!album || shows.value === "alone") return null;
  const { selected, photos } = state.value;
  const here = new Set(photos.map(({ id }) => id));
  const isHere = ({ id }: { readonly id: number }) => here.has(id);
  return [
    ...album.way.filter(isHere).map(({ id, at }, i) => ({
      ...at,
      number: album.about.order === "none" ? null : i + 1,
      belongs: true,
      isChosen: id === selected,
    })),
    ...album.strays
      .filter(isHere)
      .map(({ id, at }) => ({ ...at, number: null, belongs: false, isChosen: id === selected })),
  ];
});

/** Carries the way through an album to the map; draws nothing itself. */
export function WayDriver({ map }: { map: MapHandle }) {
  useSignalEffect(() => {
    const layers = wayLayers(PALETTES[theme.value]);
    const wanted = stops.value;
    map.setLayers(NAME, wanted && { data: wayFeatures(wanted), layers });
  });
  return null;
}
