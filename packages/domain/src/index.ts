export * from "./actor.ts";
export * from "./catalogue.ts";
export * from "./permissions.ts";
export * from "./refusal.ts";
export * from "./vocabulary.ts";
