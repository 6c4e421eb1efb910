/** Made by vite.config.ts from palette.ts. */
declare module "virtual:palette.css";

/** Made by vite.config.ts from service/calls.ts. */
declare module "virtual:calls/service" {
  const book: import("./service/calls.ts").CallBook;
  export default book;
}
declare module "virtual:calls/game" {
  const book: import("./service/calls.ts").CallBook;
  export default book;
}
