export * from "./attach.ts";
export * from "./load.ts";
export * from "./relations.ts";
export * from "./search.ts";
export { FORM_KEYS, type FormKey } from "./words.ts";
