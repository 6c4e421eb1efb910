import { acceptedTypes } from "../ask/intake.ts";
import { about, addFiles } from "../ask/store.ts";
import { chooseFiles, fileInput } from "../shell/commands.ts";
import { PhotoIcon } from "../ui/icons.tsx";

/** The page's one file dialog; buttons and a key open it. */
export function FileInput() {
  return (
    <input
      ref={(element) => {
        fileInput.value = element;
      }}
      type="file"
      class="visually-hidden"
      tabIndex={-1}
      aria-hidden="true"
      multiple
      accept={acceptedTypes(about.value.features)}
      onChange={({ currentTarget }) => {
        addFiles([...(currentTarget.files ?? [])]);
        currentTarget.value = "";
      }}
    />
  );
}

export function ChooseButton({ children }: { children: string }) {
  return (
    <button type="button" class="button button--main" onClick={chooseFiles}>
      <PhotoIcon />
      {children}
    </button>
  );
}
