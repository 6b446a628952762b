export * from "./catalogue.ts";
export * from "./client.ts";
export * from "./errors.ts";
export * from "./identity.ts";
export * from "./openapi.ts";
export * from "./route.ts";
export * from "./routes.ts";
