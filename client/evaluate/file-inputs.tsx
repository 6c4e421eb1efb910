import { fileInput } from "../shell/commands.ts";
import { filesOfInput } from "./given-files.ts";
import { addFiles } from "./store.ts";

let folderInput: HTMLInputElement | null = null;

/** The dialogs for files and for a folder; buttons and the page's key open them. */
export function FileInputs() {
  const take = (input: HTMLInputElement) => {
    void addFiles(filesOfInput(input.files));
    input.value = "";
  };
  const common = {
    type: "file",
    class: "visually-hidden",
    tabIndex: -1,
    "aria-hidden": true,
    multiple: true,
  } as const;
  return (
    <>
      <input
        {...common}
        ref={(element) => {
          fileInput.value = element;
        }}
        accept=".json,.jsonl,.ndjson,.csv,.gz"
        onChange={({ currentTarget }) => take(currentTarget)}
      />
      <input
        {...common}
        ref={(element) => {
          folderInput = element;
          if (element) element.webkitdirectory = true;
        }}
        onChange={({ currentTarget }) => take(currentTarget)}
      />
    </>
  );
}

export function chooseFolder(): void {
  folderInput?.click();
}
