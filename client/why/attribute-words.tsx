import type { AttributeWord } from "../../core/contracts/explanation.ts";
import { type Spoken, spoken } from "./words.ts";

/** What kind of place it is, by what sees it and by what follows from the map, with what the words are worth. */
export function AttributeWords({ attributes }: { attributes: readonly AttributeWord[] }) {
  return (
    <div class="attributes">
      <Words
        title="What the model sees of the place"
        note="Told by parts of the model that look at the photo for this alone."
        words={spoken(attributes, "head")}
      />
      <Words
        title="What the map says of it"
        note="Summed from the probabilities of the cells and what is known of each; not seen separately."
        words={spoken(attributes, "map")}
      />
    </div>
  );
}

interface WordsProps {
  readonly title: string;
  readonly note: string;
  readonly words: readonly Spoken[];
}

function Words({ title, note, words }: WordsProps) {
  if (words.length === 0) return null;
  return (
    <div class="attributes__group">
      <h3>{title}</h3>
      <dl>
        {words.map(({ title: name, words: said, worth }) => (
          <div key={name} class="attributes__row">
            <dt>{name}</dt>
            <dd>
              {said}
              {worth && <span class="attributes__worth">{worth}</span>}
            </dd>
          </div>
        ))}
      </dl>
      <p class="why__note">{note}</p>
    </div>
  );
}
