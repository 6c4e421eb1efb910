/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";
import preact from "@preact/preset-vite";
import { defineConfig, type Plugin } from "vite";
import { callsModule } from "./client/service/calls.ts";
import { paletteCss } from "./client/ui/palette-css.ts";

/** Where the service listens while the page is being worked on. */
const SERVICE = process.env.GRATICULE_URL ?? "http://localhost:8080";
const HERE = fileURLToPath(new URL(".", import.meta.url));
const PALETTE_ID = "virtual:palette.css";

/** `import "virtual:palette.css"`: the palette object as custom properties, so that no colour is written twice. */
function palette(): Plugin {
  return {
    name: "graticule-palette",
    resolveId: (id) => (id === PALETTE_ID ? `\0${PALETTE_ID}` : null),
    load: (id) => (id === `\0${PALETTE_ID}` ? paletteCss() : null),
  };
}

const CALLS_ID = "virtual:calls/";

/** `import calls from "virtual:calls/game"`: how the page calls routes, and the shapes of their answers. */
function calls(): Plugin {
  return {
    name: "graticule-calls",
    resolveId: (id) => (id.startsWith(CALLS_ID) ? `\0${id}` : null),
    load: (id) =>
      id.startsWith(`\0${CALLS_ID}`) ? callsModule(id.slice(CALLS_ID.length + 1)) : null,
  };
}

export default defineConfig({
  root: "client",
  // The page finds its files beside itself, under whatever path it is served.
  base: "./",
  plugins: [preact(), palette(), calls()],
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2023",
    // Files stay files: the page's content policy allows no inline data except images.
    assetsInlineLimit: 0,
    // The map library is one large chunk by nature; test/client/build.test.ts guards what loads before it.
    chunkSizeWarningLimit: 1300,
    // Whoever starts the service for the first time reads what the build says: a slow machine is no news to them.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  server: {
    proxy: Object.fromEntries(
      ["/v1", "/geodata", "/basemap", "/healthz", "/readyz", "/openapi.json"].map((path) => [
        path,
        // The page's own host stays in the requests, since the service compares it with their origin.
        { target: SERVICE, changeOrigin: false },
      ]),
    ),
  },
  test: {
    root: HERE,
    include: ["test/**/*.test.ts"],
    // Generous, since a busy machine is no failure; the figures that matter are in bench/.
    testTimeout: 60_000,
    coverage: {
      include: ["core/**", "server/**", "client/**"],
      reporter: ["text-summary", "html"],
      reportsDirectory: "coverage",
    },
  },
});
