/** Evidence packages: how they are put together and how they are verified, the same everywhere. */
export * from "./digests.ts";
export * from "./entry-words.ts";
export * from "./failure.ts";
export * from "./layout.ts";
export * from "./names.ts";
export * from "./report-words.ts";
export * from "./source.ts";
export * from "./statements.ts";
export * from "./verify.ts";
export * from "./write.ts";
export * from "./zip.ts";
export * from "./zip-form.ts";
