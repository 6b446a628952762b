import type { Bilingual, FieldProblem } from "@yunjian/domain";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import type { TLocalizedValidationError } from "typebox/error";
import Format from "typebox/format";
import { Convert } from "typebox/value";

export type Check = (
  value: unknown,
) =>
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problems: FieldProblem[] };

/**
 * Compiles a schema into a check that answers in people's words: which field, what is wrong, what would be
 * right. Query and path parts are text, so they are converted first; bodies are taken as they are.
 */
export function checker(schema: TSchema, options: { readonly convert: boolean }): Check {
  const compiled = Compile(schema);
  return (raw) => {
    const value = options.convert ? Convert(schema, wrapSingles(schema, raw)) : raw;
    if (compiled.Check(value)) return { ok: true, value };
    const problems = compiled.Errors(value).flatMap(describe);
    // A union reports every branch that failed; the first word about a field is enough.
    return { ok: false, problems: [...new Map(problems.map((p) => [p.field, p])).values()] };
  };
}

/** Deeper than any form of ours. */
const DEPTH = 40;

/**
 * What no field may hold, whatever its schema says: NUL, which PostgreSQL cannot store; halves of characters,
 * which would be stored as something else than was signed; control characters, which forge log lines and
 * terminals; and nests deeper than any form. Walked without recursion, so depth itself does no harm.
 */
export function wrongText(raw: unknown): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const open: { value: unknown; at: string; depth: number }[] = [{ value: raw, at: "", depth: 0 }];
  for (let next = open.pop(); next !== undefined && problems.length < 10; next = open.pop()) {
    const { value, at, depth } = next;
    if (typeof value === "string") {
      if (!value.isWellFormed() || FORBIDDEN.test(value))
        problems.push({
          field: at === "" ? "/" : at,
          message: {
            zh: "含有不可见的控制字符或残缺字符，请删除后重新填写。",
            en: "Holds control characters or broken characters; remove them.",
          },
        });
    } else if (typeof value === "object" && value !== null) {
      if (depth > DEPTH) return [{ field: "/", message: { zh: "内容嵌套过深。", en: "Nested too deeply." } }];
      for (const [name, part] of Object.entries(value))
        open.push({ value: part, at: at.length > 200 ? at : `${at}/${name.slice(0, 80)}`, depth: depth + 1 });
      if (Object.keys(value).some((name) => !name.isWellFormed() || FORBIDDEN.test(name)))
        problems.push({
          field: at === "" ? "/" : at,
          message: { zh: "字段名含有控制字符。", en: "A field's name holds control characters." },
        });
    }
  }
  return problems;
}

// Tab, line feed and carriage return are text; every other control character is not.
// oxlint-disable-next-line no-control-regex -- the point of it
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

// A day in the year 1 or 9999 is a slip of the hand or an attack: a step further no calendar goes, and a plan
// laid from there would have thousands of years.
const sensible = (text: string): boolean => /^(19|20|21)\d\d-/.test(text);
Format.Set("date", (text) => Format.IsDate(text) && sensible(text));
Format.Set("date-time", (text) => Format.IsDateTime(text) && sensible(text));

/** `?class=a` and `?class=a&class=b` mean the same kind of thing to a list parameter. */
function wrapSingles(schema: TSchema, raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null) return raw;
  const properties = (schema as { properties?: Record<string, { type?: string }> }).properties ?? {};
  return Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [
      key,
      properties[key]?.type === "array" && !Array.isArray(value) ? [value] : value,
    ]),
  );
}

function describe(error: TLocalizedValidationError): FieldProblem[] {
  const at = error.instancePath;
  const say = (zh: string, en: string): FieldProblem[] => [
    { field: at === "" ? "/" : at, message: { zh, en } },
  ];
  switch (error.keyword) {
    case "required":
      return error.params.requiredProperties.map((name) => ({
        field: `${at}/${name}`,
        message: { zh: "此项必填。", en: "This is required." },
      }));
    case "additionalProperties":
      return error.params.additionalProperties.map((name) => ({
        field: `${at}/${name}`,
        message: { zh: "没有这个字段，请删除。", en: "There is no such field; remove it." },
      }));
    case "type":
      return say(`应为${typeWord(error.params.type).zh}。`, `Must be ${typeWord(error.params.type).en}.`);
    case "enum": {
      const values = error.params.allowedValues.join(" / ");
      return say(`应为下列之一：${values}。`, `Must be one of: ${values}.`);
    }
    case "format":
      return say(
        `格式应为${formatWord(error.params.format).zh}。`,
        `Must be ${formatWord(error.params.format).en}.`,
      );
    case "pattern":
      return say("内容为空或格式不符合要求。", "Empty, or not of the expected form.");
    case "minLength":
      return say(`至少 ${error.params.limit} 个字符。`, `At least ${error.params.limit} character(s).`);
    case "maxLength":
      return say(`最多 ${error.params.limit} 个字符。`, `At most ${error.params.limit} characters.`);
    case "minimum":
      return say(`不能小于 ${error.params.limit}。`, `Must not be below ${error.params.limit}.`);
    case "maximum":
      return say(`不能大于 ${error.params.limit}。`, `Must not be above ${error.params.limit}.`);
    case "minItems":
      return say(`至少选择 ${error.params.limit} 项。`, `At least ${error.params.limit} item(s).`);
    case "maxItems":
      return say(`最多 ${error.params.limit} 项。`, `At most ${error.params.limit} items.`);
    case "uniqueItems":
      return say("有重复项，请删除重复。", "There are duplicates; remove them.");
    case "anyOf":
      return say("内容不符合任何一种允许的形式。", "Fits none of the allowed forms.");
    default:
      return say("内容不符合要求。", `Does not qualify (${error.keyword}).`);
  }
}

function typeWord(type: string | string[]): Bilingual {
  const words: Record<string, Bilingual> = {
    string: { zh: "文字", en: "text" },
    integer: { zh: "整数", en: "a whole number" },
    number: { zh: "数字", en: "a number" },
    boolean: { zh: "是或否", en: "true or false" },
    array: { zh: "列表", en: "a list" },
    object: { zh: "对象", en: "an object" },
    null: { zh: "空", en: "empty" },
  };
  const known = [type].flat().map((each) => words[each] ?? { zh: each, en: each });
  return { zh: known.map((k) => k.zh).join("或"), en: known.map((k) => k.en).join(" or ") };
}

function formatWord(format: string): Bilingual {
  const words: Record<string, Bilingual> = {
    date: {
      zh: "1900 至 2199 年间的日期，如 2026-11-20",
      en: "a date such as 2026-11-20, from 1900 to 2199",
    },
    "date-time": {
      zh: "1900 至 2199 年间的时间，如 2026-11-20T08:00:00Z",
      en: "an instant such as 2026-11-20T08:00:00Z, from 1900 to 2199",
    },
    email: { zh: "电子邮箱，如 name@example.gov.cn", en: "an e-mail address" },
    uuid: { zh: "标识（UUID）", en: "an id (UUID)" },
  };
  return words[format] ?? { zh: format, en: format };
}
