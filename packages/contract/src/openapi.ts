import { TRANSPORT_ERRORS } from "./errors.ts";
import { type RouteSpec, Type } from "./route.ts";

const ALWAYS = ["not-signed-in", "forbidden", "invalid-input", "internal"] as const;

const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: "urn:yunjian:error:<name>" }),
    name: Type.String(),
    status: Type.Integer(),
    title: Type.String({ description: "in the caller's language (Accept-Language)" }),
    requestId: Type.String(),
    errors: Type.Optional(
      Type.Array(
        Type.Object({ field: Type.String({ description: "JSON pointer" }), message: Type.String() }),
      ),
    ),
  },
  { description: "RFC 9457 problem details" },
);

/** OpenAPI 3.1 of the given routes; TypeBox schemas are JSON Schema 2020-12 as they stand. */
export function openApi(routes: readonly RouteSpec[], version: string): object {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Yunjian 云鉴",
      version,
      description: "Supervision of government clouds. 政务云安全监管平台接口。",
    },
    servers: [{ url: "/" }],
    security: [{ session: [] }, { key: [] }],
    paths,
    components: {
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "yunjian" },
        key: { type: "http", scheme: "bearer" },
      },
      schemas: { Problem: plain(ProblemSchema) },
    },
  };
}

function operation(route: RouteSpec): object {
  const names = [...new Set([...ALWAYS, ...(route.errors ?? [])])];
  return {
    summary: route.summary.zh,
    description: `${route.summary.en}. Access: ${route.access}.`,
    ...(route.access === "public" && { security: [] }),
    parameters: [
      ...parameters(route.params, "path"),
      ...parameters(route.query, "query"),
      ...(route.method !== "GET" && route.access !== "public"
        ? [
            {
              name: "Idempotency-Key",
              in: "header",
              required: true,
              schema: { type: "string", maxLength: 100 },
            },
          ]
        : []),
    ],
    ...(route.body && {
      requestBody: { required: true, content: { "application/json": { schema: plain(route.body) } } },
    }),
    responses: {
      200: {
        description: "OK",
        content: {
          [(route.response as { format?: string }).format === "binary"
            ? "application/octet-stream"
            : "application/json"]: {
            schema: plain(route.response),
          },
        },
      },
      default: {
        description: `Problem: ${names.filter((name) => route.access !== "public" || !(name in TRANSPORT_ERRORS) || name === "internal").join(", ")}`,
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

function parameters(schema: RouteSpec["params"], where: "path" | "query"): object[] {
  if (!schema) return [];
  const required = (schema as { required?: string[] }).required ?? [];
  return Object.entries(schema.properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === "path" || required.includes(name),
    schema: plain(property),
  }));
}

/** Without the library's own marks. */
function plain(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema));
}
