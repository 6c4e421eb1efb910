import { signal } from "@preact/signals";

interface FileInputProps {
  /** Types and endings that the dialog offers. */
  readonly accept: string;
  readonly onFiles: (files: readonly File[]) => void;
}

const input = signal<HTMLInputElement | null>(null);

/** The file dialog of the view on the page; its buttons open it, and so does a key. */
export function FileInput({ accept, onFiles }: FileInputProps) {
  return (
    <input
      ref={(element) => {
        input.value = element;
      }}
      type="file"
      class="visually-hidden"
      tabIndex={-1}
      aria-hidden="true"
      multiple
      accept={accept}
      onChange={({ currentTarget }) => {
        onFiles([...(currentTarget.files ?? [])]);
        currentTarget.value = "";
      }}
    />
  );
}

/** Opens the dialog, where the view has one. */
export function chooseFiles(): void {
  input.value?.click();
}
