import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { pdfjsFiles } from "./pdfjs-files.ts";
import { verifierPage } from "./verifier-page.ts";

/** Libraries in chunks of their own, so that a change of ours leaves them in the browser's cache. */
const LIBRARIES = [
  {
    name: "react",
    test: /node_modules\/(react|react-dom|scheduler|react-router|@tanstack|i18next|react-i18next)\//,
    priority: 3,
  },
  { name: "antd", test: /node_modules\/(antd|@ant-design|@rc-component|dayjs|@babel|clsx)\//, priority: 2 },
  {
    name: "rules",
    test: /packages\/(contract|domain)\/|node_modules\/(typebox|temporal-polyfill|temporal-utils)\//,
    priority: 1,
  },
];

export default defineConfig({
  plugins: [react(), pdfjsFiles(), verifierPage()],
  // The server replaces the mark in index.html with the nonce of each answer.
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    target: "es2023",
    outDir: "dist",
    // An inlined data: URL would be blocked by our own policy for scripts and fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: { output: { codeSplitting: { groups: LIBRARIES } } },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8420" } },
});
