import { useEffect, useId, useRef, useState } from "preact/hooks";
import { type Country, findCountries } from "../words/countries.ts";

interface CountryPickerProps {
  readonly label: string;
  readonly onPick: (code: string) => void;
}

/** A search field with a list below it (the ARIA combobox pattern): type, arrow down, Enter. */
export function CountryPicker({ label, onPick }: CountryPickerProps) {
  const id = useId();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const found = findCountries(text);
  const isOpen = found.length > 0;
  useEffect(() => {
    if (isOpen) list.current?.scrollIntoView({ block: "nearest" });
  }, [isOpen, found.length]);

  const pick = ({ code }: Country) => {
    setText("");
    setActive(0);
    onPick(code);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = found[active];
    if (event.key === "ArrowDown") setActive(Math.min(active + 1, found.length - 1));
    else if (event.key === "ArrowUp") setActive(Math.max(active - 1, 0));
    else if (event.key === "Enter" && chosen) pick(chosen);
    else if (event.key === "Escape") setText("");
    else return;
    event.preventDefault();
  };

  return (
    <div class="picker">
      <label for={`${id}-field`}>{label}</label>
      <input
        id={`${id}-field`}
        class="field"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        placeholder="Name of a country"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={found[active] ? `${id}-${found[active].code}` : undefined}
        value={text}
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
        aria-label="Countries"
        hidden={!isOpen}
      >
        {found.map((country, index) => (
          <div
            key={country.code}
            id={`${id}-${country.code}`}
            class="picker__option"
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onPointerDown={(event) => {
              event.preventDefault();
              pick(country);
            }}
          >
            {country.name}
            <span class="picker__code">{country.code}</span>
          </div>
        ))}
      </div>
      {text.trim() !== "" && found.length === 0 && (
        <p class="picker__none">No country of this name.</p>
      )}
    </div>
  );
}
