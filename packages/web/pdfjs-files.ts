import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Plugin } from "vite";

const root = path.dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));

/**
 * What pdf.js reads by name at run time: its worker, character maps and fonts for papers that do not embed theirs (most
 * Chinese ones), and decoders for scans. They keep their names under a folder of the library's version.
 */
export function pdfjsFiles(): Plugin {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    version: string;
  };
  const base = `assets/pdfjs-${version}`;
  return {
    name: "pdfjs-files",
    config: () => ({ define: { __PDFJS_FILES__: JSON.stringify(`/${base}/`) } }),
    generateBundle() {
      for (const folder of ["cmaps", "standard_fonts", "wasm"]) {
        for (const name of readdirSync(path.join(root, folder))) {
          // Our pages may not compile WebAssembly; the decoders' plain JavaScript form does the same.
          if (name.endsWith(".wasm")) continue;
          const source = readFileSync(path.join(root, folder, name));
          this.emitFile({ type: "asset", fileName: `${base}/${folder}/${name}`, source });
        }
      }
      const worker = "pdf.worker.min.mjs";
      const source = readFileSync(path.join(root, "build", worker));
      this.emitFile({ type: "asset", fileName: `${base}/${worker}`, source });
    },
  };
}
