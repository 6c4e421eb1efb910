import type { RefObject } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";

/** One line of the list below the field. */
export interface Choice {
  readonly words: string;
  /** What it is, where the words alone do not tell. */
  readonly kind: string;
  /** Whether it is a guess at what was meant, since nothing is called so. */
  readonly isGuess?: boolean;
}

interface ComboboxProps<T extends Choice> {
  readonly label: string;
  /** Whether the label is for screen readers alone. */
  readonly isLabelHidden?: boolean;
  readonly placeholder: string;
  readonly listLabel: string;
  readonly search: (text: string) => readonly T[];
  readonly onPick: (choice: T) => void;
  /** Called when the field is first used: what is searched may be fetched then. */
  readonly onPrepare: () => void;
  /** Called on Escape in an empty field. */
  readonly onLeave?: () => void;
  readonly field?: RefObject<HTMLInputElement | null>;
}

/** A search field with a list below it (the ARIA combobox pattern): type, arrow down, Enter. */
export function Combobox<T extends Choice>(props: ComboboxProps<T>) {
  const id = useId();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const found = props.search(text);
  const isOpen = found.length > 0;
  const isGuess = found[0]?.isGuess === true;
  useEffect(() => {
    if (isOpen) list.current?.scrollIntoView({ block: "nearest" });
  }, [isOpen, found.length]);

  const pick = (choice: T) => {
    setText("");
    setActive(0);
    props.onPick(choice);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = found[active];
    if (event.key === "ArrowDown") setActive(Math.min(active + 1, found.length - 1));
    else if (event.key === "ArrowUp") setActive(Math.max(active - 1, 0));
    else if (event.key === "Enter" && chosen) pick(chosen);
    else if (event.key === "Escape") {
      if (text === "") props.onLeave?.();
      setText("");
    } else return;
    event.preventDefault();
  };

  return (
    <div class="picker">
      <label for={`${id}-field`} class={props.isLabelHidden ? "visually-hidden" : undefined}>
        {props.label}
      </label>
      <input
        ref={props.field ?? null}
        id={`${id}-field`}
        class="field"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        placeholder={props.placeholder}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={found[active] ? `${id}-${active}` : undefined}
        aria-describedby={`${id}-said`}
        value={text}
        onFocus={props.onPrepare}
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
        aria-label={props.listLabel}
        hidden={!isOpen}
      >
        {isGuess && (
          <div class="picker__meant" role="presentation">
            Did you mean
          </div>
        )}
        {found.map((choice, index) => (
          <div
            key={`${choice.words} ${choice.kind}`}
            id={`${id}-${index}`}
            class="picker__option"
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onPointerDown={(event) => {
              event.preventDefault();
              pick(choice);
            }}
          >
            {choice.words}
            {!isGuess && <span class="picker__code">{choice.kind}</span>}
          </div>
        ))}
      </div>
      <p class="picker__none" id={`${id}-said`} role="status">
        {text.trim() !== "" && !isOpen && "Nothing of this name."}
        {isGuess && (
          <span class="visually-hidden">Nothing of this name; did you mean one of these?</span>
        )}
      </p>
    </div>
  );
}
