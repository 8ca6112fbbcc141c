import { defineConfig, type Plugin } from "vite";

const FONT = "instrument-sans-latin-wght-normal.woff2";

/** Load the font with the script, and what is to be known before anything is painted first of all. */
const head: Plugin = {
  name: "head",
  transformIndexHtml: {
    order: "post",
    handler: (html) =>
      html
        .replace("<script type=\"module\" crossorigin", "<script type=\"module\"")
        .replace("<link rel=\"stylesheet\" crossorigin", "<link rel=\"stylesheet\"")
        .replace("</title>", `</title>\n    <link rel="preload" href="./${FONT}" as="font" type="font/woff2" crossorigin />\n    <script src="./first.js"></script>`),
  },
};

// Fixed names, one file each: what is built is committed, and served with a tag of its content.
export default defineConfig({
  base: "./",
  plugins: [head],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../server/web",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    target: "es2022",
    rollupOptions: {
      output: {
        entryFileNames: "app.js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
  server: { proxy: { "/v1": "http://127.0.0.1:8080", "/healthz": "http://127.0.0.1:8080" } },
});
