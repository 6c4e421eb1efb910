import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { PlaceFinder } from "../../core/contracts/hint-text.ts";
import type { HintOption, hintOptions } from "../gazetteer/hint-options.ts";
import { placeNames, readPlaceNames } from "../gazetteer/names.ts";
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

/** A search field with a list below it (the ARIA combobox pattern): type, arrow down, Enter. */
export function HintPicker({ label, onPick, wantsFocus, onLeave }: HintPickerProps) {
  const id = useId();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const [known, setKnown] = useState<Tools | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const found = known
    ? known.options(text, placeNames.value, known.finder)
    : findCountries(text).map(
        ({ code, name }): HintOption => ({
          terms: [{ kind: "country", id: code }],
          words: name,
          kind: code,
        }),
      );
  const isOpen = found.length > 0;
  const isMeant = found[0]?.kind === "did you mean?";
  useEffect(() => {
    if (isOpen) list.current?.scrollIntoView({ block: "nearest" });
  }, [isOpen, found.length]);
  useEffect(() => {
    if (wantsFocus) field.current?.focus();
  }, [wantsFocus]);

  // Without the names of places countries are found all the same.
  const prepare = () => void readTools().then(setKnown, () => {});
  const pick = (option: HintOption) => {
    setText("");
    setActive(0);
    onPick(option);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = found[active];
    if (event.key === "ArrowDown") setActive(Math.min(active + 1, found.length - 1));
    else if (event.key === "ArrowUp") setActive(Math.max(active - 1, 0));
    else if (event.key === "Enter" && chosen) pick(chosen);
    else if (event.key === "Escape") {
      if (text === "") onLeave();
      setText("");
    } else return;
    event.preventDefault();
  };

  return (
    <div class="picker">
      <label for={`${id}-field`}>{label}</label>
      <input
        ref={field}
        id={`${id}-field`}
        class="field"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        placeholder="Country, sea, climate, height ..."
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={found[active] ? `${id}-${active}` : undefined}
        aria-describedby={`${id}-said`}
        value={text}
        onFocus={prepare}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div
        ref={list}
        id={`${id}-list`}
        class="picker__list"
        role="listbox"
        aria-label="Places and kinds of places"
        hidden={!isOpen}
      >
        {isMeant && (
          <div class="picker__meant" role="presentation">
            Did you mean
          </div>
        )}
        {found.map((option, index) => (
          <div
            key={option.words}
            id={`${id}-${index}`}
            class="picker__option"
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onPointerDown={(event) => {
              event.preventDefault();
              pick(option);
            }}
          >
            {option.words}
            {!isMeant && <span class="picker__code">{option.kind}</span>}
          </div>
        ))}
      </div>
      <p class="picker__none" id={`${id}-said`} role="status">
        {text.trim() !== "" && !isOpen && "Nothing of this name."}
        {isMeant && (
          <span class="visually-hidden">Nothing of this name; did you mean one of these?</span>
        )}
      </p>
    </div>
  );
}
