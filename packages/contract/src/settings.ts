import { SETTING_KEYS, WINDOW_UNITS } from "@yunjian/domain";
import { BilingualText, Changed, Day, Instant, Nullable, OneOf, route, Text, Type } from "./route.ts";

const Closed = { additionalProperties: false };
const SettingKeyName = OneOf(
  SETTING_KEYS as [(typeof SETTING_KEYS)[number], ...(typeof SETTING_KEYS)[number][]],
);

/** A number, a list of numbers or words, yes or no, a text, or a time limit. */
export const SettingValueView = Type.Union([
  Type.Boolean(),
  Type.Number(),
  Type.String({ maxLength: 200 }),
  Type.Array(Type.Number(), { maxItems: 20 }),
  Type.Array(Type.String({ maxLength: 60 }), { maxItems: 40 }),
  Type.Object({ amount: Type.Integer(), unit: OneOf(WINDOW_UNITS) }, Closed),
]);

export const SettingView = Type.Object({
  key: SettingKeyName,
  /** Under which it is shown. */
  area: Type.String(),
  type: OneOf(["integer", "integers", "boolean", "text", "choice", "choices", "window"]),
  title: BilingualText,
  help: BilingualText,
  value: SettingValueView,
  default: SettingValueView,
  min: Nullable(Type.Number()),
  max: Nullable(Type.Number()),
  unit: Nullable(Type.String()),
  options: Type.Array(Type.String()),
  units: Type.Array(OneOf(WINDOW_UNITS)),
  source: Type.Object({ clause: Nullable(Type.String()), note: BilingualText }),
  security: Type.Boolean(),
  /** How a security setting stands to its source; null for business settings. */
  standing: Nullable(OneOf(["as-source", "stricter", "looser"])),
  /** Which way is stricter; null for business settings. */
  stricter: Nullable(OneOf(["smaller", "larger", "on", "off", "more", "later"])),
  /** Who decided on the value in force, where it took a second person. */
  approvedBy: Nullable(Type.String()),
  /** A request to loosen it waits for a decision. */
  asked: Type.Boolean(),
  mayChange: Type.Boolean(),
  /** 0: never changed. */
  version: Type.Integer({ minimum: 0 }),
  changedBy: Nullable(Type.String()),
  changedAt: Nullable(Instant),
  reason: Nullable(Type.String()),
});

export const listSettings = route({
  method: "GET",
  path: "/api/settings",
  access: "setting.read",
  summary: { zh: "参数设置及其来源", en: "Settings with their source and value" },
  response: Type.Object({ items: Type.Array(SettingView) }),
});

export const changeSetting = route({
  method: "PUT",
  path: "/api/settings/:key",
  access: "setting.read",
  confirm: true,
  summary: {
    zh: "修改参数；安全参数由安全管理员办理，低于标准的放宽须先申请",
    en: "Change a setting; security settings are the security administrator's, and loosening is asked for first",
  },
  params: Type.Object({ key: SettingKeyName }),
  body: Type.Object(
    { value: SettingValueView, version: Type.Integer({ minimum: 0 }), reason: Text(500) },
    Closed,
  ),
  response: Changed,
  errors: ["forbidden", "stale-version", "reason-required", "second-person-needed"],
});

export const listSettingChanges = route({
  method: "GET",
  path: "/api/settings/:key/changes",
  access: "setting.read",
  summary: { zh: "参数的历次修改", en: "Every change of a setting, newest first" },
  params: Type.Object({ key: SettingKeyName }),
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        version: Type.Integer(),
        value: SettingValueView,
        reason: Type.String(),
        changedBy: Nullable(Type.String()),
        approvedBy: Nullable(Type.String()),
        changedAt: Instant,
      }),
    ),
  }),
});

// Working-day calendar ---------------------------------------------------------------------------------

const CalendarRow = Type.Object(
  {
    from: Type.String({ maxLength: 20 }),
    to: Type.Optional(Nullable(Type.String({ maxLength: 20 }))),
    kind: Type.String({ maxLength: 20, description: "holiday 放假 | workday 调休上班" }),
    name: Type.Optional(Type.String({ maxLength: 40 })),
  },
  Closed,
);

export const getCalendar = route({
  method: "GET",
  path: "/api/calendar",
  access: "signed-in",
  summary: { zh: "工作日历", en: "The working-day calendar in force" },
  response: Type.Object({
    version: Type.String(),
    source: Type.String(),
    knownFrom: Day,
    knownUntil: Day,
    holidays: Type.Array(Day),
    workdays: Type.Array(Day),
    mayImport: Type.Boolean(),
    /** Imported versions, newest first; none where the product's own is in force. */
    imports: Type.Array(
      Type.Object({
        version: Type.Integer(),
        source: Type.String(),
        knownUntil: Day,
        importedBy: Nullable(Type.String()),
        importedAt: Instant,
      }),
    ),
  }),
});

export const readCalendarFile = route({
  method: "POST",
  path: "/api/calendar/reading",
  access: "setting.write",
  summary: {
    zh: "读取日历文件（xlsx、csv、JSON），不入库",
    en: "Read a file of days off; nothing is stored",
  },
  body: Type.Object(
    { fileName: Text(200), content: Type.String({ description: "the file, base64", maxLength: 1_500_000 }) },
    Closed,
  ),
  response: Type.Object({ rows: Type.Array(CalendarRow), notes: Type.Array(BilingualText) }),
});

export const importCalendarYear = route({
  method: "POST",
  path: "/api/calendar/years",
  access: "setting.write",
  confirm: true,
  summary: { zh: "导入一年的放假安排", en: "Import one year; only periods that have not opened move" },
  body: Type.Object(
    {
      year: Type.Integer({ minimum: 2000, maximum: 2100 }),
      source: Text(200),
      rows: Type.Array(CalendarRow, { minItems: 1, maxItems: 200 }),
    },
    Closed,
  ),
  response: Type.Object({ version: Type.Integer(), knownUntil: Day }),
});
