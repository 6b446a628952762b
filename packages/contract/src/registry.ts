import {
  CAPABILITY_LEVELS,
  CERTIFICATE_STATES,
  DEPLOYMENTS,
  RESOURCE_KINDS,
  SERVICE_MODELS,
  ZONES,
} from "@yunjian/domain";
import { EndBody, EndedFilter, HistoryEntry, NamedRef, NameSort } from "./people.ts";
import {
  BilingualText,
  Changed,
  Created,
  Day,
  Empty,
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
const Search = Type.Optional(Type.String({ maxLength: 100, description: "part of a name" }));
const Mlps = Nullable(Type.Integer({ minimum: 1, maximum: 5, description: "等保级别" }));
/** What the caller may do to an object: as supervising side everything, as its own organisation a part. */
const May = OneOf(["all", "own", "nothing"]);
const kept = [
  "not-found",
  "stale-version",
  "wrong-state",
  "not-your-organisation",
  "not-supervisor-of-subject",
] as const;
const Warnings = Type.Array(Type.Object({ code: Type.String(), message: BilingualText }));

// Clouds ---------------------------------------------------------------------------------------------

export const CertificateSummary = Type.Object({
  id: Id,
  number: Type.String(),
  issuedOn: Day,
  validUntil: Day,
  /** The last day to apply for the re-assessment. */
  applyBy: Day,
  appliedOn: Nullable(Day),
  state: OneOf(CERTIFICATE_STATES),
  remindOn: Type.Array(Type.Object({ months: Type.Integer(), on: Day })),
  voidedAt: Nullable(Instant),
  voidReason: Nullable(Type.String()),
  version: Version,
});
export type CertificateSummary = Static<typeof CertificateSummary>;

const CloudBody = {
  name: Text(100),
  serviceModels: Type.Array(OneOf(SERVICE_MODELS), { minItems: 1, uniqueItems: true }),
  deployment: OneOf(DEPLOYMENTS),
  zones: Type.Array(OneOf(ZONES), { minItems: 1, uniqueItems: true }),
  region: Text(50),
  carriers: Type.Array(Text(30), { maxItems: 20, uniqueItems: true }),
  capabilityLevel: OneOf(CAPABILITY_LEVELS),
  mlpsLevel: Mlps,
  supervisedFrom: Day,
};

export const CloudItem = Type.Object({
  id: Id,
  name: Type.String(),
  provider: NamedRef,
  serviceModels: Type.Array(OneOf(SERVICE_MODELS)),
  deployment: OneOf(DEPLOYMENTS),
  zones: Type.Array(OneOf(ZONES)),
  region: Type.String(),
  carriers: Type.Array(Type.String()),
  capabilityLevel: OneOf(CAPABILITY_LEVELS),
  mlpsLevel: Nullable(Type.Integer()),
  supervisedFrom: Day,
  /** The newest certificate that is not void, else the newest. */
  certificate: Nullable(CertificateSummary),
  sites: Type.Integer(),
  systems: Type.Integer(),
  createdAt: Instant,
  endedAt: Nullable(Instant),
  version: Version,
});
export type CloudItem = Static<typeof CloudItem>;

const SiteItem = Type.Object({
  id: Id,
  name: Type.String(),
  address: Type.String(),
  purpose: Type.String(),
  createdAt: Instant,
  endedAt: Nullable(Instant),
  version: Version,
});
export type SiteItem = Static<typeof SiteItem>;

export const listClouds = route({
  method: "GET",
  path: "/api/clouds",
  access: "registry.read",
  summary: { zh: "云平台列表", en: "Clouds" },
  query: Type.Object({
    q: Search,
    providerId: Type.Optional(Id),
    capabilityLevel: Type.Optional(OneOf(CAPABILITY_LEVELS)),
    deployment: Type.Optional(OneOf(DEPLOYMENTS)),
    serviceModel: Type.Optional(OneOf(SERVICE_MODELS)),
    zone: Type.Optional(OneOf(ZONES)),
    ended: EndedFilter,
    sort: NameSort,
    ...Paging,
  }),
  response: Page(CloudItem),
});

export const getCloud = route({
  method: "GET",
  path: "/api/clouds/:id",
  access: "registry.read",
  summary: { zh: "云平台详情", en: "One cloud" },
  params: IdParams,
  response: Type.Object({
    ...CloudItem.properties,
    certificates: Type.Array(CertificateSummary),
    siteList: Type.Array(SiteItem),
    history: Type.Array(HistoryEntry),
    may: May,
  }),
  errors: ["not-found"],
});

export const createCloud = route({
  method: "POST",
  path: "/api/clouds",
  access: "registry.write",
  summary: { zh: "登记云平台", en: "Register a cloud" },
  body: Type.Object({ ...CloudBody, providerOrgId: Id }, strict),
  response: Created,
  errors: ["already-exists", "not-found"],
});

export const changeCloud = route({
  method: "PUT",
  path: "/api/clouds/:id",
  access: "registry.write",
  summary: { zh: "变更云平台信息", en: "Change a cloud" },
  params: IdParams,
  body: Type.Object({ ...CloudBody, version: Version }, strict),
  response: Changed,
  errors: [...kept, "already-exists"],
});

export const endCloud = route({
  method: "POST",
  path: "/api/clouds/:id/end",
  access: "registry.write",
  summary: { zh: "终止云平台", en: "End a cloud" },
  params: IdParams,
  body: EndBody,
  response: Changed,
  errors: [...kept, "in-use", "reason-required"],
});

// Certificates -----------------------------------------------------------------------------------------

export const createCertificate = route({
  method: "POST",
  path: "/api/clouds/:id/certificates",
  access: "registry.read",
  summary: { zh: "登记安全评估结果", en: "Enter a security assessment certificate" },
  params: IdParams,
  body: Type.Object({ number: Text(60), issuedOn: Day, validUntil: Nullable(Day) }, strict),
  response: Created,
  errors: [...kept, "already-exists"],
});

export const applyCertificate = route({
  method: "POST",
  path: "/api/certificates/:id/apply",
  access: "registry.read",
  summary: { zh: "登记复评申请日期", en: "Enter when the re-assessment was applied for" },
  params: IdParams,
  body: Type.Object({ version: Version, appliedOn: Day }, strict),
  response: Changed,
  errors: [...kept],
});

export const voidCertificate = route({
  method: "POST",
  path: "/api/certificates/:id/void",
  access: "registry.write",
  summary: { zh: "认定评估结果失效（如控制权变更）", en: "Void a certificate, as by a change of control" },
  params: IdParams,
  body: EndBody,
  response: Changed,
  errors: [...kept, "reason-required"],
});

// Sites ------------------------------------------------------------------------------------------------

const SiteBody = { name: Text(100), address: Text(200), purpose: Type.String({ maxLength: 200 }) };

export const createSite = route({
  method: "POST",
  path: "/api/clouds/:id/sites",
  access: "registry.read",
  summary: { zh: "登记机房", en: "Register a data-centre site" },
  params: IdParams,
  body: Type.Object(SiteBody, strict),
  response: Created,
  errors: [...kept, "already-exists"],
});

export const changeSite = route({
  method: "PUT",
  path: "/api/sites/:id",
  access: "registry.read",
  summary: { zh: "变更机房信息", en: "Change a site" },
  params: IdParams,
  body: Type.Object({ ...SiteBody, version: Version }, strict),
  response: Changed,
  errors: [...kept, "already-exists"],
});

export const endSite = route({
  method: "POST",
  path: "/api/sites/:id/end",
  access: "registry.write",
  summary: { zh: "停用机房", en: "End a site" },
  params: IdParams,
  body: EndBody,
  response: Changed,
  errors: [...kept, "reason-required"],
});

// Systems ------------------------------------------------------------------------------------------------

const SystemBody = {
  name: Text(100),
  mlpsLevel: Mlps,
  website: Type.Boolean(),
  domains: Type.Array(Text(253), { maxItems: 200 }),
  description: Type.String({ maxLength: 2000 }),
};

const PlacementItem = Type.Object({
  cloud: NamedRef,
  zone: OneOf(ZONES),
  from: Instant,
  to: Nullable(Instant),
});

export const SystemItem = Type.Object({
  id: Id,
  name: Type.String(),
  organisation: NamedRef,
  mlpsLevel: Nullable(Type.Integer()),
  website: Type.Boolean(),
  domains: Type.Array(Type.String()),
  description: Type.String(),
  /** Where it runs now. */
  placements: Type.Array(PlacementItem),
  createdAt: Instant,
  endedAt: Nullable(Instant),
  version: Version,
});
export type SystemItem = Static<typeof SystemItem>;

export const listSystems = route({
  method: "GET",
  path: "/api/systems",
  access: "registry.read",
  summary: { zh: "业务系统列表", en: "Systems" },
  query: Type.Object({
    q: Search,
    orgId: Type.Optional(Id),
    cloudId: Type.Optional(Id),
    website: Type.Optional(Type.Boolean()),
    ended: EndedFilter,
    sort: NameSort,
    ...Paging,
  }),
  response: Page(SystemItem),
});

export const getSystem = route({
  method: "GET",
  path: "/api/systems/:id",
  access: "registry.read",
  summary: { zh: "业务系统详情", en: "One system" },
  params: IdParams,
  response: Type.Object({
    ...SystemItem.properties,
    /** All placements, the ended ones included. */
    placementHistory: Type.Array(PlacementItem),
    resources: Type.Integer(),
    warnings: Warnings,
    history: Type.Array(HistoryEntry),
    may: May,
  }),
  errors: ["not-found"],
});

export const createSystem = route({
  method: "POST",
  path: "/api/systems",
  access: "registry.read",
  summary: { zh: "登记业务系统", en: "Register a system" },
  body: Type.Object({ ...SystemBody, orgId: Id }, strict),
  response: Created,
  errors: ["forbidden", "already-exists", "not-found", "not-your-organisation"],
});

export const changeSystem = route({
  method: "PUT",
  path: "/api/systems/:id",
  access: "registry.read",
  summary: { zh: "变更业务系统信息", en: "Change a system" },
  params: IdParams,
  body: Type.Object({ ...SystemBody, version: Version }, strict),
  response: Changed,
  errors: [...kept, "already-exists"],
});

export const endSystem = route({
  method: "POST",
  path: "/api/systems/:id/end",
  access: "registry.read",
  summary: { zh: "终止业务系统", en: "End a system" },
  params: IdParams,
  body: EndBody,
  response: Changed,
  errors: [...kept, "in-use", "reason-required"],
});

export const placeSystem = route({
  method: "POST",
  path: "/api/systems/:id/clouds",
  access: "registry.read",
  summary: { zh: "登记系统上云", en: "Put a system on a cloud" },
  params: IdParams,
  body: Type.Object({ cloudId: Id, zone: OneOf(ZONES) }, strict),
  response: Empty,
  errors: [
    "not-found",
    "already-exists",
    "wrong-state",
    "not-your-organisation",
    "not-supervisor-of-subject",
  ],
});

export const moveSystemOut = route({
  method: "POST",
  path: "/api/systems/:id/clouds/:cloudId/end",
  access: "registry.read",
  summary: { zh: "登记系统迁出", en: "Enter that a system left a cloud" },
  params: Type.Object({ id: Id, cloudId: Id }),
  body: Type.Object({ reason: Type.String({ maxLength: 2000 }) }, strict),
  response: Empty,
  errors: [
    "not-found",
    "wrong-state",
    "not-your-organisation",
    "not-supervisor-of-subject",
    "reason-required",
  ],
});

// Resources ---------------------------------------------------------------------------------------------

const ResourceBody = {
  kind: OneOf(RESOURCE_KINDS),
  name: Text(100),
  specification: Type.String({ maxLength: 200 }),
  address: Type.String({ maxLength: 200 }),
};

export const ResourceItem = Type.Object({
  id: Id,
  system: NamedRef,
  cloud: NamedRef,
  kind: OneOf(RESOURCE_KINDS),
  name: Type.String(),
  specification: Type.String(),
  address: Type.String(),
  createdAt: Instant,
  endedAt: Nullable(Instant),
  version: Version,
});
export type ResourceItem = Static<typeof ResourceItem>;

export const listResources = route({
  method: "GET",
  path: "/api/systems/:id/resources",
  access: "registry.read",
  summary: { zh: "业务系统的资源", en: "A system's resources" },
  params: IdParams,
  query: Type.Object({
    q: Search,
    cloudId: Type.Optional(Id),
    kind: Type.Optional(OneOf(RESOURCE_KINDS)),
    ended: EndedFilter,
    sort: NameSort,
    ...Paging,
  }),
  response: Page(ResourceItem),
  errors: ["not-found"],
});

export const createResource = route({
  method: "POST",
  path: "/api/systems/:id/resources",
  access: "registry.read",
  summary: { zh: "登记资源", en: "Register a resource" },
  params: IdParams,
  body: Type.Object({ ...ResourceBody, cloudId: Id }, strict),
  response: Created,
  errors: [...kept, "already-exists"],
});

export const changeResource = route({
  method: "PUT",
  path: "/api/resources/:id",
  access: "registry.read",
  summary: { zh: "变更资源信息", en: "Change a resource" },
  params: IdParams,
  body: Type.Object({ ...ResourceBody, version: Version }, strict),
  response: Changed,
  errors: [...kept, "already-exists"],
});

export const endResource = route({
  method: "POST",
  path: "/api/resources/:id/end",
  access: "registry.read",
  summary: { zh: "注销资源", en: "End a resource" },
  params: IdParams,
  body: Type.Object({ version: Version }, strict),
  response: Changed,
  errors: [...kept],
});

// Contracts ---------------------------------------------------------------------------------------------

const ContractBody = {
  number: Text(60),
  title: Text(200),
  signedOn: Day,
  endsOn: Nullable(Day),
};

export const ContractItem = Type.Object({
  id: Id,
  number: Type.String(),
  title: Type.String(),
  customer: NamedRef,
  provider: NamedRef,
  cloud: Nullable(NamedRef),
  signedOn: Day,
  endsOn: Nullable(Day),
  state: OneOf(["running", "expired", "ended"]),
  createdAt: Instant,
  endedAt: Nullable(Instant),
  version: Version,
});
export type ContractItem = Static<typeof ContractItem>;

export const listContracts = route({
  method: "GET",
  path: "/api/contracts",
  access: "registry.read",
  summary: { zh: "合同列表", en: "Contracts" },
  query: Type.Object({
    q: Search,
    customerId: Type.Optional(Id),
    providerId: Type.Optional(Id),
    cloudId: Type.Optional(Id),
    ended: EndedFilter,
    ...Paging,
  }),
  response: Page(ContractItem),
});

export const getContract = route({
  method: "GET",
  path: "/api/contracts/:id",
  access: "registry.read",
  summary: { zh: "合同详情", en: "One contract" },
  params: IdParams,
  response: Type.Object({ ...ContractItem.properties, history: Type.Array(HistoryEntry), may: May }),
  errors: ["not-found"],
});

export const createContract = route({
  method: "POST",
  path: "/api/contracts",
  access: "registry.read",
  summary: { zh: "登记合同", en: "Register a contract" },
  body: Type.Object({ ...ContractBody, customerOrgId: Id, providerOrgId: Id, cloudId: Nullable(Id) }, strict),
  response: Created,
  errors: ["forbidden", "already-exists", "not-found", "not-your-organisation", "wrong-state"],
});

export const changeContract = route({
  method: "PUT",
  path: "/api/contracts/:id",
  access: "registry.read",
  summary: { zh: "变更合同信息", en: "Change a contract" },
  params: IdParams,
  body: Type.Object({ ...ContractBody, version: Version }, strict),
  response: Changed,
  errors: [...kept, "already-exists"],
});

export const endContract = route({
  method: "POST",
  path: "/api/contracts/:id/end",
  access: "registry.read",
  summary: { zh: "终止合同", en: "End a contract" },
  params: IdParams,
  body: EndBody,
  response: Changed,
  errors: [...kept, "reason-required"],
});
