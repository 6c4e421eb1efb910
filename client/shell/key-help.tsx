import { useEffect, useRef } from "preact/hooks";
import { CloseIcon } from "../ui/icons.tsx";
import { isHelpOpen, keysNow, viewKeys } from "./keys.ts";

/** The keys, from the table that the handler uses. */
export function KeyHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = isHelpOpen.value;
  const { note } = viewKeys.value;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  const close = () => {
    isHelpOpen.value = false;
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="key-help-title" onClose={close}>
      <div class="dialog__head">
        <h2 id="key-help-title">Keyboard</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={close}>
          <CloseIcon />
        </button>
      </div>
      <table class="keys">
        <tbody>
          {keysNow().map(({ shows, does }) => (
            <tr key={does}>
              <th scope="row">
                <kbd>{shows}</kbd>
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {note && <p class="dialog__note">{note}</p>}
    </dialog>
  );
}
