import { isOverview, state, step } from "../ask/store.ts";
import { ChevronIcon } from "../ui/icons.tsx";

/** Above one of several photos: the way to all of them, and to its neighbours. */
export function PhotoSwitch() {
  const { photos, selected } = state.value;
  if (photos.length < 2) return null;
  const at = photos.findIndex(({ id }) => id === selected);
  return (
    <nav class="switch" aria-label="All photos">
      <button
        type="button"
        class="button button--small"
        onClick={() => {
          isOverview.value = true;
        }}
      >
        All {photos.length} photos
      </button>
      <span class="switch__place">
        {at + 1} of {photos.length}
      </span>
      <button
        type="button"
        class="icon-button switch__step switch__step--back"
        aria-label="Previous photo"
        title="Previous photo ([)"
        disabled={at <= 0}
        onClick={() => step(-1)}
      >
        <ChevronIcon />
      </button>
      <button
        type="button"
        class="icon-button switch__step"
        aria-label="Next photo"
        title="Next photo (])"
        disabled={at >= photos.length - 1}
        onClick={() => step(1)}
      >
        <ChevronIcon />
      </button>
    </nav>
  );
}
