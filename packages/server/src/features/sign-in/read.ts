export { sessionOf } from "./authenticate.ts";
