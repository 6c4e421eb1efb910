import { isMapOpen } from "./store.ts";

/** Back to the photo, on a phone. */
export function PhotoButton() {
  return (
    <button
      type="button"
      class="button guess__photo"
      onClick={() => {
        isMapOpen.value = false;
      }}
    >
      Photo
    </button>
  );
}
