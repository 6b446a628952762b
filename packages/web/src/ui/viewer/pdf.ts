import { getDocument, GlobalWorkerOptions, type PDFDocumentLoadingTask } from "pdfjs-dist";

/** Where the build laid what pdf.js reads by name (pdfjs-files.ts). */
declare const __PDFJS_FILES__: string;

GlobalWorkerOptions.workerSrc = `${__PDFJS_FILES__}pdf.worker.min.mjs`;

/** Opens a PDF for viewing: no script of it runs, no form is sent, no font is asked of anybody else. */
export function openPdf(url: string): PDFDocumentLoadingTask {
  return getDocument({
    url,
    cMapUrl: `${__PDFJS_FILES__}cmaps/`,
    standardFontDataUrl: `${__PDFJS_FILES__}standard_fonts/`,
    wasmUrl: `${__PDFJS_FILES__}wasm/`,
    // Our pages forbid what WebAssembly needs; the plain decoders are slower and just as good.
    useWasm: false,
    disableAutoFetch: true,
    enableXfa: false,
  });
}
