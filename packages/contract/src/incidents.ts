import {
  CALL_RESULTS,
  CLOCK_KINDS,
  CLOCK_STANDINGS,
  CUSTOMER_STANDINGS,
  FACT_KINDS,
  INCIDENT_ACTIONS,
  INCIDENT_CLASSES,
  INCIDENT_KINDS,
  INCIDENT_LEVELS,
  INCIDENT_MEASURES,
  INCIDENT_PHASES,
  INCIDENT_SOURCES,
  INCIDENT_STATES,
  INCIDENT_STEPS,
  OPERATOR_KINDS,
  SEVERITIES,
  SEVERITY_GRADES,
  SYSTEM_IMPORTANCES,
  TELLING_CHANNELS,
} from "@yunjian/domain";
import {
  BilingualText,
  Binary,
  Changed,
  Id,
  IdParams,
  Instant,
  Nullable,
  OneOf,
  Page,
  Paging,
  route,
  type Static,
  Text,
  Type,
  Version,
} from "./route.ts";

const strict = { additionalProperties: false } as const;
const Name = Type.Object({ id: Id, name: Type.String() });
const Count = Type.Integer({ minimum: 0 });
const Reason = Type.String({ maxLength: 4000 });
const CLASS_IDS = INCIDENT_CLASSES.map((each) => each.id);
const ClassId = Type.String({
  maxLength: 60,
  description: `one of ${CLASS_IDS.length} ids, e.g. ${CLASS_IDS[0]}`,
});

export const GradeInputs = Type.Object(
  {
    importance: OneOf(SYSTEM_IMPORTANCES),
    loss: OneOf(SEVERITY_GRADES),
    social: OneOf(SEVERITY_GRADES),
    measures: Type.Object(
      Object.fromEntries(
        INCIDENT_MEASURES.map((each) => [each, Type.Optional(Type.Integer({ minimum: 0, maximum: 1e15 }))]),
      ) as Record<
        (typeof INCIDENT_MEASURES)[number],
        ReturnType<typeof Type.Optional<ReturnType<typeof Type.Integer>>>
      >,
      strict,
    ),
  },
  strict,
);

const Level = Type.Object({
  /** As computed, with the reasons as sentences. */
  level: OneOf(INCIDENT_LEVELS),
  reasons: Type.Array(BilingualText),
  /** As a person decided otherwise; null: as computed. */
  decided: Nullable(OneOf(INCIDENT_LEVELS)),
  effective: OneOf(INCIDENT_LEVELS),
});

const summary = {
  id: Id,
  number: Type.String(),
  version: Version,
  title: Type.String(),
  kind: OneOf(INCIDENT_KINDS),
  state: OneOf(INCIDENT_STATES),
  source: OneOf(INCIDENT_SOURCES),
  levelStandard: OneOf(INCIDENT_LEVELS),
  levelRegulation: OneOf(INCIDENT_LEVELS),
  clouds: Type.Array(Name),
  reporter: Name,
  reportedAt: Instant,
  happenedAt: Nullable(Instant),
  knownAt: Instant,
  turn: OneOf(["provider", "supervisor", "none"]),
  what: OneOf(["confirm", "handle", "compare", "close", "customers", "none"]),
  until: Nullable(Instant),
  late: Type.Boolean(),
  /** Clocks of the side that asks which have run out without being met. */
  breaches: Count,
  customers: Type.Object({ affected: Count, untold: Count, unacknowledged: Count }),
};
export const IncidentItem = Type.Object(summary);
export type IncidentItem = Static<typeof IncidentItem>;

export const INCIDENT_VIEWS = ["running", "all"] as const;

export const listIncidents = route({
  method: "GET",
  path: "/api/incidents",
  access: "incident.read",
  summary: { zh: "安全事件列表", en: "Incidents one handles or supervises, the newest first" },
  query: Type.Object(
    {
      ...Paging,
      view: Type.Optional(OneOf(INCIDENT_VIEWS, { description: "'running' (default) or 'all'" })),
      state: Type.Optional(Type.Array(OneOf(INCIDENT_STATES), { maxItems: 9 })),
      level: Type.Optional(OneOf(INCIDENT_LEVELS, { description: "by either scale" })),
      kind: Type.Optional(OneOf(INCIDENT_KINDS)),
      cloudId: Type.Optional(Id),
      q: Type.Optional(
        Type.String({ maxLength: 40, description: "事件〔2026〕17号, or a part of the title" }),
      ),
    },
    strict,
  ),
  response: Page(IncidentItem),
});

export const getIncidentFigures = route({
  method: "GET",
  path: "/api/incidents/figures",
  access: "incident.read",
  summary: { zh: "安全事件概况", en: "Running incidents by state, clocks that are near or passed" },
  query: Type.Object({ cloudId: Type.Optional(Id) }, strict),
  response: Type.Object({
    running: Count,
    toConfirm: Count,
    handling: Count,
    closingAsked: Count,
    /** Running, from 较大 up by the reporting regulation. */
    serious: Count,
    nearClocks: Count,
    expiredClocks: Count,
    unacknowledged: Count,
  }),
});

const Clock = Type.Object({
  id: Id,
  organisation: Name,
  side: OneOf(["provider", "customer"]),
  kind: OneOf(CLOCK_KINDS),
  channel: OneOf(TELLING_CHANNELS),
  legal: Type.Boolean(),
  /** The setting that gave the number, or 'contract'. */
  source: Type.String(),
  fromAt: Instant,
  dueAt: Instant,
  doneAt: Nullable(Instant),
  standing: OneOf(CLOCK_STANDINGS),
});

export const getIncident = route({
  method: "GET",
  path: "/api/incidents/:id",
  access: "incident.read",
  summary: { zh: "安全事件详情", en: "One incident with clocks, facts and everything that happened" },
  params: IdParams,
  response: Type.Object({
    ...summary,
    classId: Nullable(Type.String()),
    reportedBy: Nullable(Name),
    reference: Type.String(),
    repeats: Type.Object({ count: Count, of: Nullable(Name) }),
    mergedInto: Nullable(Name),
    merged: Type.Array(Name),
    systems: Type.Array(Name),
    wholeClouds: Type.Boolean(),
    resources: Count,
    crimeSince: Nullable(Instant),
    handledAt: Nullable(Instant),
    closedAt: Nullable(Instant),
    reopenedCount: Count,
    providers: Type.Array(Name),
    supervisors: Type.Array(Name),
    grading: Type.Object({
      inputs: GradeInputs,
      standard: Level,
      regulation: Level,
      reason: Type.String(),
      at: Instant,
      by: Nullable(Name),
      times: Count,
    }),
    clocks: Type.Array(Clock),
    facts: Type.Array(
      Type.Object({
        id: Id,
        kind: OneOf(FACT_KINDS),
        text: Type.String(),
        happenedAt: Nullable(Instant),
        knownAt: Instant,
        correctsId: Nullable(Id),
        corrected: Type.Boolean(),
        by: Nullable(Name),
        org: Nullable(Name),
        at: Instant,
      }),
    ),
    tellings: Type.Array(
      Type.Object({
        id: Id,
        organisation: Name,
        channel: OneOf(TELLING_CHANNELS),
        kind: OneOf(["first", "progress", "closing"]),
        text: Type.String(),
        reference: Type.String(),
        toldAt: Instant,
        outOfOrder: Type.Boolean(),
        reason: Type.String(),
        at: Instant,
      }),
    ),
    notices: Type.Array(
      Type.Object({
        id: Id,
        text: Type.String(),
        followUp: Type.Boolean(),
        sentAt: Instant,
        recipients: Count,
      }),
    ),
    help: Type.Array(
      Type.Object({
        id: Id,
        text: Type.String(),
        askedAt: Instant,
        by: Nullable(Name),
        answer: Nullable(Type.Object({ text: Type.String(), at: Instant, by: Nullable(Name) })),
      }),
    ),
    tasks: Type.Array(
      Type.Object({
        id: Id,
        title: Type.String(),
        organisation: Name,
        owner: Type.String(),
        dueAt: Nullable(Instant),
        doneAt: Nullable(Instant),
        result: Type.String(),
        late: Type.Boolean(),
      }),
    ),
    report: Nullable(
      Type.Object({
        version: Version,
        cause: Type.String(),
        measures: Type.String(),
        harm: Type.String(),
        accountability: Type.String(),
        improvement: Type.String(),
        lessons: Type.String(),
        at: Instant,
        by: Nullable(Name),
        comparison: Nullable(Type.Object({ agrees: Type.Boolean(), note: Type.String(), at: Instant })),
      }),
    ),
    links: Type.Array(Type.Object({ type: Type.String(), id: Id, label: Type.String() })),
    steps: Type.Array(
      Type.Object({
        id: Id,
        kind: OneOf(INCIDENT_STEPS),
        text: Type.String(),
        detail: Nullable(Type.String()),
        by: Nullable(Name),
        org: Nullable(Name),
        at: Instant,
      }),
    ),
    /** What this person can do now, and the only thing offered. */
    actions: Type.Array(OneOf(INCIDENT_ACTIONS)),
    provides: Type.Boolean(),
    supervises: Type.Boolean(),
  }),
  errors: ["not-found"],
});
export type IncidentDetail = Static<typeof getIncident.response>;

export const reportIncident = route({
  method: "POST",
  path: "/api/incidents",
  access: "incident.report",
  summary: {
    zh: "报告安全事件（人或机器）",
    en: "Report an incident, as a person or with an API key; the same reference is reported once",
  },
  body: Type.Object(
    {
      title: Text(100),
      what: Text(4000),
      kind: OneOf(INCIDENT_KINDS),
      /** The clouds touched as a whole, or the systems; at least one. Clouds of systems follow from them. */
      cloudIds: Type.Optional(Type.Array(Id, { maxItems: 50, uniqueItems: true })),
      systemIds: Type.Optional(Type.Array(Id, { maxItems: 200, uniqueItems: true })),
      happenedAt: Type.Optional(Instant),
      /** When the reporter knew; now unless said. */
      knownAt: Type.Optional(Instant),
      impact: Type.Optional(Type.String({ maxLength: 4000 })),
      measure: Type.Optional(Type.String({ maxLength: 4000 })),
      classId: Type.Optional(ClassId),
      inputs: Type.Optional(GradeInputs),
      crime: Type.Optional(Type.Boolean()),
      reference: Type.Optional(
        Type.String({ maxLength: 100, description: "the reporter's own ticket or alarm" }),
      ),
      /** The same matter as an incident closed before. */
      repeatsId: Type.Optional(Id),
    },
    strict,
  ),
  response: Type.Object({
    id: Id,
    number: Type.String(),
    version: Version,
    /** The reference was reported before and runs: counted there instead. */
    repeated: Type.Boolean(),
  }),
  errors: ["not-found", "incident-customer-gone"],
});

const step = { version: Version } as const;
const Moved = Type.Object({ version: Version, state: OneOf(INCIDENT_STATES) });
const HANDLER_ERRORS = ["not-found", "wrong-state", "stale-version", "not-your-organisation"] as const;
const SUPERVISOR_ERRORS = [
  "not-found",
  "wrong-state",
  "stale-version",
  "not-supervisor-of-subject",
  "reason-required",
] as const;

export const confirmIncidentOf = route({
  method: "POST",
  path: "/api/incidents/:id/confirm",
  access: "incident.read",
  summary: { zh: "核实为安全事件", en: "Verify that it is an incident" },
  params: IdParams,
  body: Type.Object({ ...step, note: Reason }, strict),
  response: Moved,
  errors: HANDLER_ERRORS,
});

export const dismissIncidentOf = route({
  method: "POST",
  path: "/api/incidents/:id/false-alarm",
  access: "incident.supervise",
  summary: { zh: "认定为误报", en: "Call it a false alarm" },
  params: IdParams,
  body: Type.Object({ ...step, reason: Reason }, strict),
  response: Moved,
  errors: SUPERVISOR_ERRORS,
});

export const enterIncidentPhase = route({
  method: "POST",
  path: "/api/incidents/:id/phase",
  access: "incident.handle",
  summary: { zh: "进入处置阶段", en: "Enter containment, eradication or recovery" },
  params: IdParams,
  body: Type.Object({ ...step, phase: OneOf(INCIDENT_PHASES), text: Reason }, strict),
  response: Moved,
  errors: HANDLER_ERRORS,
});

export const addIncidentFact = route({
  method: "POST",
  path: "/api/incidents/:id/facts",
  access: "incident.read",
  summary: { zh: "补充或更正事实", en: "Add a fact, or correct one; nothing is overwritten" },
  params: IdParams,
  body: Type.Object(
    {
      kind: OneOf(FACT_KINDS),
      text: Text(4000),
      happenedAt: Type.Optional(Instant),
      knownAt: Type.Optional(Instant),
      correctsId: Type.Optional(Id),
    },
    strict,
  ),
  response: Type.Object({ id: Id }),
  errors: ["not-found", "wrong-state", "not-your-organisation", "already-done"],
});

export const gradeIncidentOf = route({
  method: "POST",
  path: "/api/incidents/:id/grade",
  access: "incident.read",
  summary: { zh: "分类定级", en: "Class and grade it; another level than computed needs a reason" },
  params: IdParams,
  body: Type.Object(
    {
      ...step,
      inputs: GradeInputs,
      standard: Type.Optional(OneOf(INCIDENT_LEVELS)),
      regulation: Type.Optional(OneOf(INCIDENT_LEVELS)),
      reason: Type.Optional(Reason),
      classId: Type.Optional(ClassId),
      kind: Type.Optional(OneOf(INCIDENT_KINDS)),
      crime: Type.Optional(Type.Boolean()),
      /** When what makes it this level became known; now unless said. Clocks start there. */
      knownAt: Type.Optional(Instant),
      happenedAt: Type.Optional(Instant),
      /** How this organisation counts for the reporting regulation. */
      operator: Type.Optional(OneOf(OPERATOR_KINDS)),
    },
    strict,
  ),
  response: Moved,
  errors: [...HANDLER_ERRORS, "reason-required"],
});

export const changeIncidentScope = route({
  method: "POST",
  path: "/api/incidents/:id/scope",
  access: "incident.read",
  summary: { zh: "调整影响范围", en: "Say anew which clouds and systems are touched; customers follow" },
  params: IdParams,
  body: Type.Object(
    {
      ...step,
      cloudIds: Type.Array(Id, { minItems: 1, maxItems: 50, uniqueItems: true }),
      systemIds: Type.Array(Id, {
        maxItems: 2000,
        uniqueItems: true,
        description: "empty: the clouds as a whole",
      }),
    },
    strict,
  ),
  response: Type.Object({ version: Version, added: Count, affected: Count }),
  errors: HANDLER_ERRORS,
});

const CustomerRow = Type.Object({
  organisation: Name,
  contact: Type.String(),
  phone: Type.String(),
  standing: OneOf(CUSTOMER_STANDINGS),
  systems: Count,
  origin: OneOf(["computed", "added", "reporter"]),
  toldAt: Nullable(Instant),
  readAt: Nullable(Instant),
  acknowledgedAt: Nullable(Instant),
  acknowledgedHow: Nullable(OneOf(["in-app", "phone"])),
  phoneAt: Nullable(Instant),
  note: Type.String(),
  waivedAt: Nullable(Instant),
  waivedReason: Type.String(),
  unreachable: Type.Boolean(),
  calls: Count,
});
export type IncidentCustomer = Static<typeof CustomerRow>;

export const listIncidentCustomers = route({
  method: "GET",
  path: "/api/incidents/:id/customers",
  access: "incident.read",
  summary: {
    zh: "受影响客户",
    en: "Affected customers of the own clouds: told, read, acknowledged, to be called",
  },
  params: IdParams,
  query: Type.Object(
    {
      ...Paging,
      standing: Type.Optional(OneOf(["open", "untold", "to-call", "acknowledged", "waived"])),
    },
    strict,
  ),
  response: Type.Object({
    items: Type.Array(CustomerRow),
    next: Nullable(Type.String()),
    figures: Type.Object({
      affected: Count,
      untold: Count,
      told: Count,
      read: Count,
      toCall: Count,
      acknowledged: Count,
      waived: Count,
    }),
  }),
  errors: ["not-found"],
});

export const notifyIncidentCustomers = route({
  method: "POST",
  path: "/api/incidents/:id/notify",
  access: "incident.handle",
  summary: { zh: "告知受影响客户", en: "Tell affected customers: the untold ones, or all once more" },
  params: IdParams,
  body: Type.Object(
    {
      ...step,
      text: Text(4000),
      followUp: Type.Optional(Type.Boolean({ description: "to those told before, too" })),
    },
    strict,
  ),
  response: Type.Object({ version: Version, told: Count }),
  errors: HANDLER_ERRORS,
});

export const addIncidentCustomer = route({
  method: "POST",
  path: "/api/incidents/:id/customers",
  access: "incident.read",
  summary: { zh: "补充受影响客户", en: "Add a customer the computation did not find" },
  params: IdParams,
  body: Type.Object({ ...step, orgId: Id, reason: Text(1000) }, strict),
  response: Changed,
  errors: [...HANDLER_ERRORS, "incident-customer-gone", "already-exists"],
});

const CustomerParams = Type.Object({ id: Id, orgId: Id });

export const waiveIncidentCustomer = route({
  method: "POST",
  path: "/api/incidents/:id/customers/:orgId/waive",
  access: "incident.supervise",
  summary: { zh: "记录无法或无需确认的原因", en: "Record why a customer need not acknowledge" },
  params: CustomerParams,
  body: Type.Object({ reason: Reason }, strict),
  response: Type.Object({}),
  errors: SUPERVISOR_ERRORS,
});

export const callIncidentCustomer = route({
  method: "POST",
  path: "/api/incidents/:id/customers/:orgId/call",
  access: "incident.read",
  summary: { zh: "登记电话告知", en: "Record a call; one that reached somebody tells and acknowledges" },
  params: CustomerParams,
  body: Type.Object(
    {
      result: OneOf(CALL_RESULTS),
      spokeTo: Type.String({ maxLength: 60 }),
      text: Type.String({ maxLength: 1000 }),
    },
    strict,
  ),
  response: Type.Object({}),
  errors: ["not-found", "wrong-state", "not-your-organisation"],
});

export const draftIncidentText = route({
  method: "GET",
  path: "/api/incidents/:id/draft",
  access: "incident.read",
  summary: { zh: "按事实起草报告或告知", en: "The text for a channel, drafted from the facts in force" },
  params: IdParams,
  query: Type.Object(
    {
      channel: Type.Optional(OneOf(TELLING_CHANNELS, { description: "default: supervisor" })),
      kind: Type.Optional(OneOf(["first", "progress", "closing"])),
    },
    strict,
  ),
  response: Type.Object({ text: Type.String() }),
  errors: ["not-found"],
});

export const recordIncidentTelling = route({
  method: "POST",
  path: "/api/incidents/:id/tellings",
  access: "incident.read",
  summary: { zh: "登记向有关单位的报告", en: "Record that an authority or the supervisor was told" },
  params: IdParams,
  body: Type.Object(
    {
      channel: OneOf(TELLING_CHANNELS),
      kind: OneOf(["first", "progress", "closing"]),
      text: Text(20_000),
      toldAt: Type.Optional(Instant),
      reference: Type.Optional(Type.String({ maxLength: 100 })),
      reason: Type.Optional(Reason),
    },
    strict,
  ),
  response: Type.Object({ id: Id }),
  errors: ["not-found", "wrong-state", "not-your-organisation", "incident-customers-first"],
});

export const askIncidentHelp = route({
  method: "POST",
  path: "/api/incidents/:id/help",
  access: "incident.handle",
  summary: { zh: "请求运行监管方协助", en: "Ask the supervisor for help" },
  params: IdParams,
  body: Type.Object({ text: Text(4000) }, strict),
  response: Type.Object({ id: Id }),
  errors: ["not-found", "wrong-state", "not-your-organisation"],
});

export const giveIncidentHelp = route({
  method: "POST",
  path: "/api/incidents/:id/help/:helpId",
  access: "incident.supervise",
  summary: { zh: "答复协助请求", en: "Say what help is given" },
  params: Type.Object({ id: Id, helpId: Id }),
  body: Type.Object({ text: Text(4000) }, strict),
  response: Type.Object({}),
  errors: ["not-found", "wrong-state", "not-supervisor-of-subject", "already-done"],
});

export const setIncidentTask = route({
  method: "POST",
  path: "/api/incidents/:id/tasks",
  access: "incident.read",
  summary: { zh: "分派处置任务", en: "Give somebody a task" },
  params: IdParams,
  body: Type.Object(
    { title: Text(200), owner: Text(60), orgId: Type.Optional(Id), dueAt: Type.Optional(Instant) },
    strict,
  ),
  response: Type.Object({ id: Id }),
  errors: ["not-found", "wrong-state", "not-your-organisation"],
});

export const finishIncidentTask = route({
  method: "POST",
  path: "/api/incidents/:id/tasks/:taskId/done",
  access: "incident.read",
  summary: { zh: "完成处置任务", en: "A task is done" },
  params: Type.Object({ id: Id, taskId: Id }),
  body: Type.Object({ result: Text(2000) }, strict),
  response: Type.Object({}),
  errors: ["not-found", "wrong-state", "not-your-organisation", "already-done"],
});

export const writeIncidentReport = route({
  method: "POST",
  path: "/api/incidents/:id/report",
  access: "incident.handle",
  summary: { zh: "编写总结报告", en: "Write the final report; every version is kept" },
  params: IdParams,
  body: Type.Object(
    {
      ...step,
      cause: Text(10_000),
      measures: Text(10_000),
      harm: Text(10_000),
      accountability: Text(10_000),
      improvement: Text(10_000),
      lessons: Text(10_000),
    },
    strict,
  ),
  response: Type.Object({ version: Version, reportVersion: Version }),
  errors: HANDLER_ERRORS,
});

export const getIncidentPaper = route({
  method: "GET",
  path: "/api/incidents/:id/report.docx",
  access: "incident.read",
  confirm: true,
  summary: { zh: "总结报告（docx）", en: "The final report in force as a Word file" },
  params: IdParams,
  response: Binary,
  errors: ["not-found", "incident-report-missing"],
});

export const askIncidentClosing = route({
  method: "POST",
  path: "/api/incidents/:id/ask-closing",
  access: "incident.handle",
  summary: { zh: "申请结案", en: "Handling is over: ask for closing" },
  params: IdParams,
  body: Type.Object(step, strict),
  response: Moved,
  errors: [...HANDLER_ERRORS, "incident-report-missing"],
});

export const compareIncidentReport = route({
  method: "POST",
  path: "/api/incidents/:id/compare",
  access: "incident.supervise",
  summary: { zh: "核对总结报告与处置记录", en: "The supervisor holds the report against the record" },
  params: IdParams,
  body: Type.Object({ ...step, reportVersion: Version, agrees: Type.Boolean(), note: Reason }, strict),
  response: Moved,
  errors: SUPERVISOR_ERRORS,
});

export const closeIncidentOf = route({
  method: "POST",
  path: "/api/incidents/:id/close",
  access: "incident.supervise",
  confirm: true,
  summary: { zh: "结案", en: "Close it" },
  params: IdParams,
  body: Type.Object(step, strict),
  response: Moved,
  errors: [...SUPERVISOR_ERRORS, "incident-customers-open", "incident-report-uncompared"],
});

export const reopenIncidentOf = route({
  method: "POST",
  path: "/api/incidents/:id/reopen",
  access: "incident.read",
  summary: { zh: "重新打开", en: "It was not over" },
  params: IdParams,
  body: Type.Object({ ...step, reason: Reason }, strict),
  response: Moved,
  errors: [...HANDLER_ERRORS, "reason-required"],
});

export const mergeIncidentOf = route({
  method: "POST",
  path: "/api/incidents/:id/merge",
  access: "incident.supervise",
  summary: { zh: "并入另一事件", en: "Put it into another incident that goes on" },
  params: IdParams,
  body: Type.Object({ ...step, intoId: Id, reason: Reason }, strict),
  response: Moved,
  errors: SUPERVISOR_ERRORS,
});

export const demandIncidentRectification = route({
  method: "POST",
  path: "/api/incidents/:id/rectify",
  access: "incident.supervise",
  summary: { zh: "由教训下发整改", en: "Turn a lesson into a rectification" },
  params: IdParams,
  body: Type.Object(
    { title: Text(200), defect: Text(4000), severity: OneOf(SEVERITIES), cloudId: Id },
    strict,
  ),
  response: Type.Object({ rectificationId: Id }),
  errors: ["not-found", "wrong-state", "not-supervisor-of-subject", "forbidden"],
});

// What a customer sees ------------------------------------------------------------------------------------

const notice = {
  id: Id,
  number: Type.String(),
  title: Type.String(),
  kind: OneOf(INCIDENT_KINDS),
  state: OneOf(INCIDENT_STATES),
  sender: Type.String(),
  happenedAt: Nullable(Instant),
  reportedAt: Instant,
  /** Reported by the own organisation. */
  mine: Type.Boolean(),
  toldAt: Nullable(Instant),
  readAt: Nullable(Instant),
  acknowledgedAt: Nullable(Instant),
  closedAt: Nullable(Instant),
};

export const listIncidentNotices = route({
  method: "GET",
  path: "/api/incident-notices",
  access: "incident-notice.read",
  summary: { zh: "我单位收到的事件告知", en: "Incidents one was told of or reported, the newest first" },
  query: Type.Object(
    { ...Paging, open: Type.Optional(Type.Boolean({ description: "only what waits for an answer" })) },
    strict,
  ),
  response: Page(Type.Object(notice)),
});

export const getIncidentNotice = route({
  method: "GET",
  path: "/api/incident-notices/:id",
  access: "incident-notice.read",
  summary: { zh: "事件告知详情", en: "What one was told, with the own systems and nothing of others" },
  params: IdParams,
  response: Type.Object({
    ...notice,
    clouds: Type.Array(Type.String()),
    systems: Type.Array(Name),
    notices: Type.Array(
      Type.Object({
        id: Id,
        text: Type.String(),
        followUp: Type.Boolean(),
        sender: Type.String(),
        sentAt: Instant,
      }),
    ),
    note: Type.String(),
    operator: OneOf(OPERATOR_KINDS),
    /** The own organisation's legal clocks. */
    clocks: Type.Array(Clock),
    tellings: Type.Array(
      Type.Object({
        id: Id,
        channel: OneOf(TELLING_CHANNELS),
        kind: OneOf(["first", "progress", "closing"]),
        toldAt: Instant,
      }),
    ),
    actions: Type.Array(OneOf(["acknowledge", "telling"])),
  }),
  errors: ["not-found"],
});
export type IncidentNoticeDetail = Static<typeof getIncidentNotice.response>;

export const readIncidentNotice = route({
  method: "POST",
  path: "/api/incident-notices/:id/read",
  access: "incident-notice.respond",
  summary: { zh: "已读事件告知", en: "Somebody of the customer has opened it" },
  params: IdParams,
  body: Type.Object({}, strict),
  response: Type.Object({}),
  errors: ["not-found"],
});

export const acknowledgeIncidentNotice = route({
  method: "POST",
  path: "/api/incident-notices/:id/acknowledge",
  access: "incident-notice.respond",
  summary: { zh: "确认知悉", en: "The customer knows" },
  params: IdParams,
  body: Type.Object(
    { note: Type.String({ maxLength: 2000 }), operator: Type.Optional(OneOf(OPERATOR_KINDS)) },
    strict,
  ),
  response: Type.Object({ acknowledgedAt: Instant }),
  errors: ["not-found", "wrong-state"],
});

export const recordCustomerTelling = route({
  method: "POST",
  path: "/api/incident-notices/:id/tellings",
  access: "incident-notice.respond",
  summary: { zh: "登记本单位向主管部门的报告", en: "The customer told its own authority" },
  params: IdParams,
  body: Type.Object(
    {
      channel: OneOf(TELLING_CHANNELS),
      kind: OneOf(["first", "progress", "closing"]),
      text: Text(20_000),
      toldAt: Type.Optional(Instant),
      reference: Type.Optional(Type.String({ maxLength: 100 })),
    },
    strict,
  ),
  response: Type.Object({ id: Id }),
  errors: ["not-found", "wrong-state"],
});
