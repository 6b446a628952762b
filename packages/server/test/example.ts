import type { TSchema } from "typebox";

interface Loose {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: TSchema[];
  properties?: Record<string, TSchema>;
  required?: string[];
  items?: TSchema;
  format?: string;
  minimum?: number;
  minLength?: number;
  minItems?: number;
  pattern?: string;
}

/** Texts of which one fits every pattern of the contract. */
const TEXTS = ["测试内容", "000000", "openid", "example", "example.gov.cn"];

/**
 * A value that fits a schema, as small as it may be; ids come from `idFor`, so that the walk over all routes
 * can point a body at an own, a foreign or an absent object.
 */
export function exampleOf(schema: TSchema, idFor: (name: string) => string, name = ""): unknown {
  const s = schema as Loose;
  if (s.const !== undefined) return s.const;
  if (s.enum) return s.enum[0];
  if (s.anyOf) return exampleOf(s.anyOf[0] as TSchema, idFor, name);
  switch (s.type) {
    case "object":
      return Object.fromEntries(
        (s.required ?? []).map((key) => [key, exampleOf(s.properties?.[key] as TSchema, idFor, key)]),
      );
    case "array":
      return Array.from({ length: Math.max(s.minItems ?? 0, 1) }, () =>
        exampleOf(s.items as TSchema, idFor, name),
      );
    case "integer":
    case "number":
      return s.minimum ?? 1;
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return exampleText(s, idFor, name);
  }
}

function exampleText(s: Loose, idFor: (name: string) => string, name: string): string {
  switch (s.format) {
    case "uuid":
      return idFor(name);
    case "date":
      return "2027-03-01";
    case "date-time":
      return "2027-03-01T08:00:00Z";
    case "email":
      return `walk-${Math.random().toString(36).slice(2)}@example.gov.cn`;
    case "uri":
      return "https://example.gov.cn";
    default:
      if (s.pattern !== undefined) {
        const pattern = new RegExp(s.pattern);
        const fits = TEXTS.find((text) => pattern.test(text) && text.length >= (s.minLength ?? 1));
        if (fits !== undefined) return fits;
      }
      return "测试内容".repeat(Math.ceil(Math.max(s.minLength ?? 1, 2) / 4));
  }
}
