import { useState } from "preact/hooks";
import { forgetAlbum } from "./album.tsx";
import { changePlayer, deletePlayer } from "./service.ts";
import { leave, player } from "./store.ts";

/** As `NAME_LENGTH` of the service, whose validators stay there. */
const NAME_LENGTH = 24;

/** One's name on the boards, the consent to research, and the way to be forgotten. */
export function Me() {
  const me = player.value;
  const [said, setSaid] = useState("");
  const [isDeleting, setDeleting] = useState(false);
  if (!me) return null;
  const change = async (wanted: { name?: string | null; consent?: boolean }, words: string) => {
    try {
      player.value = await changePlayer(wanted);
      setSaid(words);
    } catch (error) {
      setSaid((error as Error).message);
    }
  };
  const forget = async () => {
    try {
      await deletePlayer();
      forgetAlbum();
      leave();
    } catch (error) {
      setSaid((error as Error).message);
    }
  };
  return (
    <section class="me" aria-label="You">
      <form
        class="token"
        onSubmit={(event) => {
          event.preventDefault();
          const name = new FormData(event.currentTarget).get("name");
          void change({ name: String(name) }, "Saved.");
        }}
      >
        <label for="player-name">Name on the boards (optional)</label>
        <div class="token__row">
          <input
            id="player-name"
            name="name"
            class="field"
            maxLength={NAME_LENGTH}
            autoComplete="nickname"
            defaultValue={me.name ?? ""}
          />
          <button type="submit" class="button">
            Save
          </button>
        </div>
      </form>
      <label class="choice__option">
        <input
          type="checkbox"
          checked={me.consent}
          onChange={({ currentTarget }) =>
            void change({ consent: currentTarget.checked }, "Saved.")
          }
        />
        <span>
          My guesses may be used for research
          <span class="choice__note">Without your name; see the documentation for the fields</span>
        </span>
      </label>
      <div class="buttons">
        {isDeleting ? (
          <>
            <button type="button" class="button button--small" onClick={() => void forget()}>
              Delete my name, games and albums
            </button>
            <button type="button" class="button button--small" onClick={() => setDeleting(false)}>
              Keep them
            </button>
          </>
        ) : (
          <button type="button" class="button button--small" onClick={() => setDeleting(true)}>
            Delete everything of mine
          </button>
        )}
        <span role="status">{said}</span>
      </div>
    </section>
  );
}
