import { useState } from "preact/hooks";
import { placeNames, readPlaceNames } from "../gazetteer/names.ts";
import type { placesNamed } from "../gazetteer/search.ts";
import { Combobox } from "../ui/combobox.tsx";
import { announcement } from "./display.ts";
import { showBounds } from "./map-wishes.ts";

/** Finds a place on the map: the places that ship, by name. */
export function PlaceSearch() {
  const [find, setFind] = useState<{ readonly in: typeof placesNamed } | null>(null);
  const prepare = async () => {
    const [search] = await Promise.all([import("../gazetteer/search.ts"), readPlaceNames()]);
    setFind({ in: search.placesNamed });
  };
  return (
    <div class="map-search">
      <Combobox
        label="Find a place on the map"
        isLabelHidden={true}
        placeholder="Find a place"
        listLabel="Places"
        search={(text) => (find && placeNames.value ? find.in(text, placeNames.value) : [])}
        onPick={({ words, bounds }) => {
          announcement.value = `The map shows ${words}.`;
          showBounds(bounds);
        }}
        onPrepare={() =>
          void prepare().catch(() => {
            announcement.value = "The names of places could not be loaded.";
          })
        }
      />
    </div>
  );
}
