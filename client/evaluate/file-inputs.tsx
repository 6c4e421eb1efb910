import { FileInput } from "../shell/file-input.tsx";
import { filesOfInput } from "./given-files.ts";
import { addFiles } from "./store.ts";

let folderInput: HTMLInputElement | null = null;

/** The dialogs for files and for a folder. */
export function FileInputs() {
  const take = (files: readonly File[]) => void addFiles(filesOfInput(files));
  return (
    <>
      <FileInput accept=".json,.jsonl,.ndjson,.csv,.gz,image/*" onFiles={take} />
      <input
        ref={(element) => {
          folderInput = element;
          if (element) element.webkitdirectory = true;
        }}
        type="file"
        class="visually-hidden"
        tabIndex={-1}
        aria-hidden="true"
        multiple
        onChange={({ currentTarget }) => {
          take([...(currentTarget.files ?? [])]);
          currentTarget.value = "";
        }}
      />
    </>
  );
}

export function chooseFolder(): void {
  folderInput?.click();
}
