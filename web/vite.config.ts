import { defineConfig, type Plugin } from "vite";

const FONT = "instrument-sans-latin-wght-normal.woff2";

/** Load the font and the script early; `first.js` runs the script when something can be seen. */
const head: Plugin = {
  name: "head",
  transformIndexHtml: {
    order: "post",
    handler: (html) =>
      html
        .replace(/<script type="module"[^>]*><\/script>/, '<link rel="modulepreload" href="./app.js" />')
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
