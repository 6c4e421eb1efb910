import { PRIORS } from "../../core/contracts/priors.ts";
import { PLAIN_QUESTION } from "../ask/question.ts";
import { isPlain } from "../ask/question-text.ts";
import { commonQuestion } from "../ask/store.ts";
import { Notice } from "../ui/notice.tsx";
import { hintWords } from "./hint-words.ts";
import { linkFault } from "./linked.ts";

/** Before there is a photo: what a link wants to be asked about it. */
export function LinkNote() {
  const question = commonQuestion.value;
  if (linkFault.value !== "") {
    return <Notice title="This link is not understood">{linkFault.value}</Notice>;
  }
  if (isPlain(question)) return null;
  const parts = [
    question.prior !== PLAIN_QUESTION.prior && PRIORS[question.prior].title,
    ...hintWords(question),
  ];
  return (
    <Notice title="Photos are asked about as the link wants">
      <p>{parts.filter(Boolean).join("; ")}.</p>
      <button
        type="button"
        class="button button--small"
        onClick={() => {
          commonQuestion.value = PLAIN_QUESTION;
        }}
      >
        Ask plainly
      </button>
    </Notice>
  );
}
