/** The ledger's formats and checks, pure: the same on servers, on the command line and in a browser. */
export * from "./bytes.ts";
export * from "./checkpoint.ts";
export * from "./failure.ts";
export * from "./grow.ts";
export * from "./hash.ts";
export * from "./keys.ts";
export * from "./log.ts";
export * from "./merkle.ts";
export * from "./note.ts";
export * from "./proof.ts";
export * from "./sm2.ts";
export * from "./tiles.ts";
export * from "./witness.ts";
