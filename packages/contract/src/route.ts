import type { Bilingual, Permission, RefusalName } from "@yunjian/domain";
import Type, { type Static, type TObject, type TSchema, type TSchemaOptions } from "typebox";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Who may call: a permission of the table, anyone signed in, or anyone at all. Required on every route. */
export type Access = Permission | "signed-in" | "public";

export interface RouteSpec {
  readonly method: Method;
  /** Fastify style: '/api/clouds/:cloudId'. */
  readonly path: `/${string}`;
  readonly access: Access;
  readonly summary: Bilingual;
  readonly params?: TObject;
  readonly query?: TObject;
  readonly body?: TSchema;
  readonly response: TSchema;
  /** The answer holds a secret that is shown once: it is not kept for a repetition of the request. */
  readonly answersSecret?: true;
  /**
   * A step that matters: a session must have been confirmed not long ago (setting factor.confirmMinutes). With
   * `true` by whoever has a second factor; with `always` by everybody, who has none by password.
   */
  readonly confirm?: true | "always";
  /** Callable before the second factor was presented or enrolled, and with a password that ran out. */
  readonly early?: true;
  /** Bytes of the body, where the usual two megabytes are not enough. */
  readonly bodyLimit?: number;
  /** Refusals this endpoint can give beside those every endpoint can (not signed in, forbidden, invalid input). */
  readonly errors?: readonly RefusalName[];
}

export type ParamsOf<R extends RouteSpec> = R["params"] extends TObject ? Static<R["params"]> : unknown;
export type QueryOf<R extends RouteSpec> = R["query"] extends TObject ? Static<R["query"]> : unknown;
export type BodyOf<R extends RouteSpec> = R["body"] extends TSchema ? Static<R["body"]> : unknown;
export type OutputOf<R extends RouteSpec> = Static<R["response"]>;

type Part<K extends string, T> = unknown extends T ? Record<never, never> : { readonly [P in K]: T };
/** What a caller passes: only the parts the route has. */
export type InputOf<R extends RouteSpec> = Part<"params", ParamsOf<R>> &
  Part<"query", QueryOf<R>> &
  Part<"body", BodyOf<R>>;

/** Declares an endpoint. The value is the validation, the serialisation, the OpenAPI entry and the client. */
export function route<const R extends RouteSpec>(spec: R): R {
  return spec;
}

// Shared schema parts -------------------------------------------------------------------------------

export const Id = Type.String({ format: "uuid", description: "UUIDv7" });
export const Instant = Type.String({ format: "date-time", description: "RFC 3339, UTC" });
export const Day = Type.String({ format: "date", description: "YYYY-MM-DD, Asia/Shanghai" });
export const Version = Type.Integer({ minimum: 1, description: "The version the change was based on" });
export const Text = (max = 200) => Type.String({ minLength: 1, maxLength: max, pattern: "\\S" });
export const Note = Type.String({ maxLength: 4000 });
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
export const OneOf = <const V extends string[]>(values: readonly [...V], options: TSchemaOptions = {}) =>
  Type.Enum<V>(values, options);
export const BilingualText = Type.Object({ zh: Type.String(), en: Type.String() });

/** The most rows that one page of a list may hold. */
export const LARGEST_PAGE = 200;

/** Query part of every list: keyset paging over an indexed column. */
export const Paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LARGEST_PAGE, description: "default 50" })),
  after: Type.Optional(Type.String({ maxLength: 400, description: "`next` of the page before" })),
};
export const Page = <T extends TSchema>(item: T) =>
  Type.Object({
    items: Type.Array(item),
    next: Nullable(Type.String({ description: "pass as `after`; null on the last page" })),
  });
/** What every creating endpoint answers. */
export const Created = Type.Object({ id: Id, version: Version });
export const Changed = Type.Object({ version: Version });
export const Empty = Type.Object({});
/** The bytes of a file, not JSON. */
export const Binary = Type.String({ format: "binary" });
export const IdParams = Type.Object({ id: Id });

export type { Static };
export { Type };
