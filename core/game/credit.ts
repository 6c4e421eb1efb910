/** What stands for an author or a licence that nobody states. */
export const NOT_STATED = "Not stated";

/** "Photo: Ada Lovelace, CC BY 4.0"; what is not stated is said once. */
export function creditWords({
  attribution,
  licence,
}: {
  readonly attribution: string;
  readonly licence: string;
}): string {
  const isStated = [attribution !== NOT_STATED, licence !== NOT_STATED];
  if (!isStated.includes(true)) return "Photo: author and licence not stated";
  const author = isStated[0] ? attribution : "author not stated";
  return `Photo: ${author}, ${isStated[1] ? licence : "licence not stated"}`;
}
