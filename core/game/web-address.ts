/** Whether a text is the address of a page: a link with another scheme would run or open something else. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
