/** Made by vite.config.ts from palette.ts. */
declare module "virtual:palette.css";
