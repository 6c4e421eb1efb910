import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { Player } from "../../core/game/api.ts";
import { about } from "../ask/about.ts";
import { acceptedTypes } from "../ask/intake.ts";
import { chooseFiles, FileInput } from "../shell/file-input.tsx";
import { PhotoIcon } from "../ui/icons.tsx";
import { addPhoto, createAlbum, deleteAlbum, PlayError } from "./service.ts";
import { begin, isBusy, openLobby, player } from "./store.ts";

interface Refusal {
  readonly name: string;
  readonly detail: string;
}

const album = signal<string | null>(null);
const added = signal(0);
const waiting = signal(0);
export const refusals = signal<readonly Refusal[]>([]);

/** Sends photos to a private album, one after another, and tells of each that cannot be played. */
export async function addToAlbum(files: readonly File[]): Promise<void> {
  waiting.value += files.length;
  for (const file of files) {
    try {
      album.value ??= (await createAlbum()).album;
      added.value = (await addPhoto(album.value, file)).photos;
    } catch (error) {
      if (!(error instanceof PlayError)) throw error;
      refusals.value = [...refusals.value, { name: file.name, detail: error.failure.detail }];
    } finally {
      waiting.value -= 1;
    }
  }
}

/** Empties what this page knows of an album: it was deleted with everything else. */
export function forgetAlbum(): void {
  album.value = null;
  added.value = 0;
  refusals.value = [];
}

/** Removes an album before its time, tells why where that fails, and looks up again what there is. */
export async function removeAlbum(id: string, name: string): Promise<void> {
  refusals.value = refusals.value.filter((refusal) => refusal.name !== name);
  try {
    await deleteAlbum(id);
  } catch (error) {
    if (!(error instanceof PlayError)) throw error;
    refusals.value = [...refusals.value, { name, detail: error.failure.detail }];
  }
  await openLobby();
}

/** Albums of earlier visits: to be played again, or removed before their time. */
function KeptAlbums() {
  const kept = (player.value?.albums ?? []).filter((own) => own.album !== album.value);
  if (kept.length === 0) return null;
  return (
    <ul class="album__kept">
      {kept.map((own) => (
        <KeptAlbum key={own.album} own={own} />
      ))}
    </ul>
  );
}

function KeptAlbum({ own: { album: id, photos, expires } }: { own: Player["albums"][number] }) {
  const [isAsked, setAsked] = useState(false);
  const [isGoing, setGoing] = useState(false);
  const name = `${photos} ${photos === 1 ? "photo" : "photos"}, kept until ${dateText(expires)}`;
  const remove = async () => {
    setGoing(true);
    await removeAlbum(id, name);
    setGoing(false);
    setAsked(false);
  };
  return (
    <li>
      <span>{name}</span>
      {isAsked ? (
        <>
          <button
            type="button"
            class="link-button"
            disabled={isGoing}
            onClick={() => void remove()}
          >
            Delete these photos
          </button>
          <button
            type="button"
            class="link-button"
            disabled={isGoing}
            onClick={() => setAsked(false)}
          >
            Keep them
          </button>
        </>
      ) : (
        <>
          <button
            type="button"
            class="link-button"
            disabled={isBusy.value || photos === 0}
            onClick={() => void begin("album", { album: id })}
          >
            Play
          </button>
          <button type="button" class="link-button" onClick={() => setAsked(true)}>
            Delete
          </button>
        </>
      )}
    </li>
  );
}

function dateText(iso: string): string {
  return new Date(iso).toLocaleDateString("en", { day: "numeric", month: "long" });
}

/** A game with one's own photos. */
export function Album() {
  const isReady = added.value > 0 && waiting.value === 0;
  return (
    <section class="album" aria-label="Your own photos">
      <div class="mode__words">
        <h2>Your own photos</h2>
        <p>
          Drop photos with GPS here for a private game; after it you get a link for friends. Only
          their pixels are kept, for {about.value.features?.albumDays ?? 30} days.
        </p>
        <p role="status">
          {waiting.value > 0 && `Sending, ${waiting.value} to go.`}
          {waiting.value === 0 &&
            added.value > 0 &&
            `${added.value} ${added.value === 1 ? "photo is" : "photos are"} in the album.`}
        </p>
        <KeptAlbums />
        {refusals.value.length > 0 && (
          <ul class="album__refusals">
            {refusals.value.map(({ name, detail }) => (
              <li key={name}>
                <strong>{name}</strong>: {detail}
              </li>
            ))}
          </ul>
        )}
      </div>
      <FileInput
        accept={acceptedTypes(about.value.features)}
        onFiles={(files) => void addToAlbum(files)}
      />
      <div class="buttons">
        <button type="button" class="button" onClick={chooseFiles}>
          <PhotoIcon />
          {added.value > 0 ? "Add more" : "Choose photos"}
        </button>
        {isReady && (
          <button
            type="button"
            class="button button--main"
            disabled={isBusy.value}
            onClick={() => void begin("album", { album: album.value! })}
          >
            Play them
          </button>
        )}
      </div>
    </section>
  );
}
