import { useEffect, useRef, useState } from "preact/hooks";
import type { PlaceFinder } from "../../core/contracts/hint-text.ts";
import type { HintOption, hintOptions } from "../gazetteer/hint-options.ts";
import { placeNames, readPlaceNames } from "../gazetteer/names.ts";
import { Combobox } from "../ui/combobox.tsx";
import { findCountries } from "../words/countries.ts";

interface HintPickerProps {
  readonly label: string;
  readonly onPick: (option: HintOption) => void;
  /** Set while a further place of a hint is asked for: the field takes the focus. */
  readonly wantsFocus: boolean;
  readonly onLeave: () => void;
}

/** What a typed text is looked up with: fetched when the field is first used. */
interface Tools {
  readonly options: typeof hintOptions;
  readonly finder: PlaceFinder;
}

let tools: Promise<Tools> | null = null;

function readTools(): Promise<Tools> {
  tools ??= Promise.all([
    readPlaceNames(),
    import("../gazetteer/hint-options.ts"),
    import("../../core/earth/place-finder.ts"),
  ])
    .then(([names, { hintOptions }, { createPlaceFinder }]) => ({
      options: hintOptions,
      finder: createPlaceFinder(names),
    }))
    .catch((error: unknown) => {
      tools = null;
      throw error;
    });
  return tools;
}

/** The field in which places and kinds of places are named. */
export function HintPicker({ label, onPick, wantsFocus, onLeave }: HintPickerProps) {
  const [known, setKnown] = useState<Tools | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (wantsFocus) field.current?.focus();
  }, [wantsFocus]);
  const search = (text: string) =>
    known ? known.options(text, placeNames.value, known.finder) : countriesNamed(text);
  return (
    <Combobox
      label={label}
      placeholder="Country, sea, climate, height ..."
      listLabel="Places and kinds of places"
      search={search}
      onPick={onPick}
      // Without the names of places countries are found all the same.
      onPrepare={() => void readTools().then(setKnown, () => {})}
      onLeave={onLeave}
      field={field}
    />
  );
}

function countriesNamed(text: string): HintOption[] {
  return findCountries(text).map(({ code, name }) => ({
    terms: [{ kind: "country", id: code }],
    words: name,
    kind: code,
  }));
}
