export * from "./read-figures.ts";
