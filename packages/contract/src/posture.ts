import { CONTROL_CLASSES, FREQUENCIES, POSTURES, SERVICE_MODELS } from "@yunjian/domain";
import { BilingualText, Id, IdParams, Instant, Nullable, OneOf, Paging, route, Type } from "./route.ts";

const PostureName = OneOf(POSTURES);
const ClassName = OneOf(CONTROL_CLASSES);
const Count = Type.Integer({ minimum: 0 });

/** How many obligations stand where; every posture is named, also with nought. */
export const PostureTally = Type.Object({
  "non-compliant": Count,
  overdue: Count,
  stale: Count,
  "due-soon": Count,
  current: Count,
  "not-started": Count,
  "not-applicable": Count,
});

const PerClass = Type.Array(Type.Object({ class: ClassName, counts: PostureTally }));

const CloudFilter = {
  providerOrgId: Type.Optional(Id),
  region: Type.Optional(Type.String({ maxLength: 100 })),
  serviceModel: Type.Optional(OneOf(SERVICE_MODELS)),
};

const CloudHead = {
  cloudId: Id,
  cloudName: Type.String(),
  providerOrgId: Id,
  providerName: Type.String(),
  region: Type.String(),
  serviceModels: Type.Array(OneOf(SERVICE_MODELS)),
};

export const getPostureMatrix = route({
  method: "GET",
  path: "/api/posture/matrix",
  access: "posture.read",
  summary: {
    zh: "云平台×控制类的监管状态矩阵",
    en: "Clouds x classes: where every cloud stands, worst first",
  },
  query: Type.Object({ ...Paging, ...CloudFilter }, { additionalProperties: false }),
  response: Type.Object({
    at: Instant,
    dueSoonDays: Type.Integer(),
    items: Type.Array(Type.Object({ ...CloudHead, counts: PostureTally, classes: PerClass })),
    next: Nullable(Type.String()),
    /** Over all clouds that meet the filter, not only this page. */
    totals: Type.Object({ clouds: Count, counts: PostureTally, classes: PerClass }),
    /** What can be filtered by. */
    choices: Type.Object({
      providers: Type.Array(Type.Object({ id: Id, name: Type.String() })),
      regions: Type.Array(Type.String()),
    }),
  }),
});

/** Fields of an obligation with its standing. */
export const POSTURE_OBLIGATION = {
  id: Id,
  dutyId: Type.String(),
  subjectId: Id,
  subjectName: Type.String(),
  partyName: Type.String(),
  frequency: OneOf(FREQUENCIES),
  posture: PostureName,
  nextDueAt: Nullable(Instant),
  freshUntil: Nullable(Instant),
};

export const getCloudPosture = route({
  method: "GET",
  path: "/api/posture/clouds/:id",
  access: "posture.read",
  summary: { zh: "一个云平台的监管状态：类、控制项、监管义务", en: "One cloud: class, item, obligation" },
  params: IdParams,
  response: Type.Object({
    at: Instant,
    ...CloudHead,
    counts: PostureTally,
    classes: Type.Array(
      Type.Object({
        class: ClassName,
        counts: PostureTally,
        items: Type.Array(
          Type.Object({
            item: BilingualText,
            counts: PostureTally,
            obligations: Type.Array(
              Type.Object({
                ...POSTURE_OBLIGATION,
                title: BilingualText,
                kind: OneOf(["control", "policy"]),
              }),
            ),
          }),
        ),
      }),
    ),
  }),
  errors: ["not-found"],
});

export const getPostureTrend = route({
  method: "GET",
  path: "/api/posture/trend",
  access: "posture.read",
  summary: { zh: "近十二个月的监管状态", en: "Where clouds stood over the last twelve months" },
  query: Type.Object(
    { cloudId: Type.Optional(Id), class: Type.Optional(ClassName), ...CloudFilter },
    { additionalProperties: false },
  ),
  response: Type.Object({
    /** Ends of months, the oldest first; the last one is now. Months nobody took a picture of are missing. */
    points: Type.Array(Type.Object({ month: Type.String(), now: Type.Boolean(), counts: PostureTally })),
  }),
});

const Share = Nullable(Type.Number({ minimum: 0, maximum: 1 }));

export const getProviderComparison = route({
  method: "GET",
  path: "/api/posture/providers",
  access: "posture.read",
  summary: {
    zh: "云服务商对比（近十二个月）；云服务商只能看到本单位",
    en: "Providers compared over twelve months; a provider sees itself alone",
  },
  response: Type.Object({
    from: Instant,
    to: Instant,
    items: Type.Array(
      Type.Object({
        providerOrgId: Id,
        providerName: Type.String(),
        clouds: Count,
        counts: PostureTally,
        /** Periods that fell due within the twelve months. */
        fellDue: Count,
        onTime: Share,
        decided: Count,
        returned: Share,
        nonCompliant: Share,
        openDefects: Count,
        overdueDefects: Count,
        closedDefects: Count,
        /** Median days from receipt to closing. */
        daysToClose: Nullable(Type.Number()),
      }),
    ),
  }),
  errors: ["forbidden"],
});
