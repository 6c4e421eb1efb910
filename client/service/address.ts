/**
 * An address of the service, `/v1/models`, as it is where the page lies: under a path of its own behind a proxy it is
 * `/photos/v1/models`. The page is one document, so that all is found beside it.
 */
export function addressOf(path: `/${string}`): string {
  // Workers and tests have no document.
  const folder = typeof document === "undefined" ? "/" : new URL(".", document.baseURI).pathname;
  return folder + path.slice(1);
}
