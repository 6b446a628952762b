import {
  type Bilingual,
  type CapabilityLevel,
  type Deployment,
  placementWarnings,
  type ServiceModel,
  type Zone,
} from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import type { Cells, Words } from "../../platform/tables/cells.ts";
import { differences, type ImportColumn, registerImport } from "../../platform/tables/kinds.ts";
import { type OrganisationFacts, organisationByWord } from "../identity/read.ts";
import { takeResource, takeResources } from "./import-resources.ts";
import * as queries from "./queries.ts";
import { createCertificate } from "./service-certificates.ts";
import { createCloud, createSite } from "./service-clouds.ts";
import { createContract } from "./service-contracts.ts";
import { createSystem, placeSystem } from "./service-systems.ts";

/** How tables of clouds, sites, systems, resources and contracts become entries. */

const MODELS: Words<ServiceModel> = { IaaS: ["IaaS"], PaaS: ["PaaS"], SaaS: ["SaaS"] };
const DEPLOYMENTS: Words<Deployment> = { shared: ["共享", "公用"], dedicated: ["专享", "专有", "独享"] };
const ZONES: Words<Zone> = {
  internet: ["互联网区", "互联网"],
  "government-extranet": ["政务外网区", "政务外网", "外网区"],
};
const LEVELS: Words<CapabilityLevel> = { general: ["一般", "一般级"], enhanced: ["增强", "增强级"] };

/** What take() answers where cells have problems: the line is refused with them. */
const NOTHING = { outcome: "unchanged", warnings: [] } as const;

const ORGANISATION_NOTE = "已登记单位的全称、简称或信用代码";

registerImport({
  kind: "clouds",
  title: "云平台",
  shows: ["name", "providerOrgId"],
  columns: [
    {
      key: "name",
      heading: "云平台名称",
      also: ["名称"],
      required: true,
      width: 30,
      note: "不能与在用云平台重名",
      example: "云州市电子政务云（二期）",
    },
    {
      key: "providerOrgId",
      heading: "云服务商",
      also: ["服务商"],
      required: true,
      width: 30,
      note: ORGANISATION_NOTE,
      example: "云州电信云计算有限公司",
    },
    {
      key: "serviceModels",
      heading: "服务模式",
      required: true,
      width: 18,
      note: "IaaS、PaaS、SaaS，可多个",
      example: "IaaS、PaaS",
    },
    {
      key: "deployment",
      heading: "部署方式",
      required: true,
      width: 12,
      note: "共享 / 专享",
      example: "共享",
    },
    {
      key: "zones",
      heading: "区域",
      also: ["网络区域"],
      required: true,
      width: 24,
      note: "互联网区、政务外网区，可多个",
      example: "互联网区、政务外网区",
    },
    {
      key: "region",
      heading: "所在地区",
      also: ["地区"],
      required: true,
      width: 16,
      note: "如 云州市",
      example: "云州市",
    },
    {
      key: "carriers",
      heading: "接入运营商",
      also: ["运营商"],
      width: 18,
      note: "可多个，用“、”分隔",
      example: "电信、移动",
    },
    {
      key: "capabilityLevel",
      heading: "能力级别",
      required: true,
      width: 12,
      note: "一般 / 增强，决定适用哪些控制项",
      example: "增强",
    },
    {
      key: "mlpsLevel",
      heading: "等保级别",
      width: 12,
      note: "1 至 5，或“三级”；未定级不填",
      example: "三级",
    },
    {
      key: "supervisedFrom",
      heading: "监管起始日期",
      required: true,
      width: 16,
      note: "监管义务自该日起计算",
      example: "2026-01-01",
    },
    {
      key: "number",
      heading: "安全评估编号",
      also: ["评估编号"],
      width: 20,
      note: "云计算服务安全评估；没有可不填",
      example: "",
    },
    { key: "issuedOn", heading: "评估公布日期", width: 16, note: "填写评估编号时必填", example: "" },
  ],
  async take(tx, actor, now, cells) {
    const provider = await organisation(tx, cells, "providerOrgId");
    const facts = {
      name: cells.need("name", 100),
      serviceModels: cells.some("serviceModels", MODELS),
      deployment: cells.word("deployment", DEPLOYMENTS, "shared"),
      zones: cells.some("zones", ZONES),
      region: cells.need("region", 50),
      carriers: cells.list("carriers"),
      capabilityLevel: cells.word("capabilityLevel", LEVELS, "general"),
      mlpsLevel: cells.level("mlpsLevel"),
      supervisedFrom: cells.needDate("supervisedFrom"),
    };
    const number = cells.text("number", 60);
    const issuedOn = number === "" ? cells.date("issuedOn") : cells.needDate("issuedOn");
    if (number === "" && issuedOn)
      cells.problem("number", "填写了公布日期，请一并填写评估编号。", "A date without a number.");
    if (!provider || cells.problems.length > 0) return NOTHING;

    const known = await queries.cloudNamed(tx, facts.name);
    const id = known?.id ?? (await createCloud(tx, actor, now, { ...facts, providerOrgId: provider.id }));
    const certified = number !== "" && !(await queries.certificateNumbered(tx, id, number));
    if (certified) await createCertificate(tx, actor, now, { cloudId: id, number, issuedOn: issuedOn ?? "" });
    if (!known) return { outcome: "taken", warnings: [] };
    return {
      outcome: certified ? "taken" : "unchanged",
      warnings: differences({
        能力级别: [
          LEVELS[facts.capabilityLevel][0] ?? "",
          LEVELS[known.capability_level as CapabilityLevel]?.[0] ?? "",
        ],
        等保级别: [String(facts.mlpsLevel ?? ""), String(known.mlps_level ?? "")],
        监管起始日期: [facts.supervisedFrom, known.supervised_from],
        所在地区: [facts.region, known.region],
      }),
    };
  },
});

registerImport({
  kind: "sites",
  title: "机房",
  shows: ["name", "cloudId"],
  columns: [
    {
      key: "cloudId",
      heading: "云平台",
      also: ["云平台名称"],
      required: true,
      width: 30,
      note: "已登记云平台的名称",
      example: "云州市电子政务云（二期）",
    },
    {
      key: "name",
      heading: "机房名称",
      also: ["名称"],
      required: true,
      width: 24,
      note: "同一云平台内不能重名",
      example: "高新区主机房",
    },
    {
      key: "address",
      heading: "机房地址",
      also: ["地址"],
      required: true,
      width: 40,
      note: "到门牌号",
      example: "云州市高新区云谷路 1 号",
    },
    { key: "purpose", heading: "用途", width: 20, note: "如 生产、灾备", example: "生产" },
  ],
  async take(tx, actor, now, cells) {
    const cloud = await cloudOf(tx, cells);
    const facts = {
      name: cells.need("name", 100),
      address: cells.need("address", 200),
      purpose: cells.text("purpose", 200),
    };
    if (!cloud || cells.problems.length > 0) return NOTHING;
    const known = await queries.siteNamed(tx, cloud.id, facts.name);
    if (known) {
      return {
        outcome: "unchanged",
        warnings: differences({
          机房地址: [facts.address, known.address],
          用途: [facts.purpose, known.purpose],
        }),
      };
    }
    await createSite(tx, actor, now, { ...facts, cloudId: cloud.id });
    return { outcome: "taken", warnings: [] };
  },
});

registerImport({
  kind: "systems",
  title: "业务系统",
  shows: ["name", "orgId"],
  columns: [
    {
      key: "name",
      heading: "系统名称",
      also: ["业务系统", "业务系统名称"],
      required: true,
      width: 30,
      note: "同一单位内不能重名",
      example: "居民健康档案系统",
    },
    {
      key: "orgId",
      heading: "客户单位",
      also: ["使用单位", "单位"],
      required: true,
      width: 30,
      note: ORGANISATION_NOTE,
      example: "云州市卫生健康委员会",
    },
    {
      key: "mlpsLevel",
      heading: "等保级别",
      width: 12,
      note: "1 至 5，或“三级”；未定级不填",
      example: "三级",
    },
    { key: "website", heading: "是否网站", width: 12, note: "是 / 否，不填为否", example: "否" },
    { key: "domains", heading: "域名", width: 30, note: "网站必填；多个用“、”分隔", example: "" },
    { key: "description", heading: "说明", width: 30, note: "不超过 2000 字", example: "" },
    {
      key: "cloudId",
      heading: "云平台",
      also: ["所在云平台"],
      width: 30,
      note: "已登记云平台的名称；未上云不填",
      example: "云州市电子政务云（二期）",
    },
    {
      key: "zone",
      heading: "区域",
      also: ["网络区域"],
      width: 16,
      note: "互联网区 / 政务外网区；填写云平台时必填",
      example: "政务外网区",
    },
  ],
  async take(tx, actor, now, cells) {
    const customer = await organisation(tx, cells, "orgId");
    const facts = {
      name: cells.need("name", 100),
      mlpsLevel: cells.level("mlpsLevel"),
      website: cells.yes("website", false),
      domains: cells.list("domains"),
      description: cells.text("description", 2000),
    };
    const cloud = cells.raw("cloudId") === "" ? null : await cloudOf(tx, cells);
    const zone = cloud ? cells.word("zone", ZONES, "internet") : null;
    if (!customer || cells.problems.length > 0) return NOTHING;

    const known = await queries.systemNamed(tx, customer.id, facts.name);
    const id = known?.id ?? (await createSystem(tx, actor, now, { ...facts, orgId: customer.id }));
    const placed = known ? await queries.placementsOf(tx, id, now) : [];
    const moves =
      cloud !== null &&
      cloud !== undefined &&
      zone !== null &&
      !placed.some((each) => each.cloud_id === cloud.id);
    if (moves) await placeSystem(tx, actor, now, { systemId: id, cloudId: cloud.id, zone });
    const warnings: Bilingual[] = known
      ? differences({
          等保级别: [String(facts.mlpsLevel ?? ""), String(known.mlps_level ?? "")],
          域名: [facts.domains.join("、"), known.domains.join("、")],
        })
      : [];
    if (cloud) {
      const level = { name: cloud.name, mlpsLevel: cloud.mlps_level };
      warnings.push(
        ...placementWarnings({ mlpsLevel: facts.mlpsLevel }, level).map((warning) => warning.message),
      );
    }
    return { outcome: known && !moves ? "unchanged" : "taken", warnings };
  },
});

const RESOURCE_COLUMNS: readonly ImportColumn[] = [
  {
    key: "systemId",
    heading: "业务系统",
    also: ["系统名称"],
    required: true,
    width: 30,
    note: "已登记系统的名称",
    example: "居民健康档案系统",
  },
  {
    key: "orgId",
    heading: "客户单位",
    also: ["使用单位"],
    width: 30,
    note: "不同单位有同名系统时必填",
    example: "",
  },
  {
    key: "cloudId",
    heading: "云平台",
    also: ["所在云平台"],
    width: 30,
    note: "系统只在一个云平台上时可不填",
    example: "",
  },
  {
    key: "kind",
    heading: "资源类型",
    also: ["类型"],
    required: true,
    width: 14,
    note: "云主机、云硬盘、网络、数据库、其他",
    example: "云主机",
  },
  {
    key: "name",
    heading: "资源名称",
    also: ["名称", "主机名"],
    required: true,
    width: 24,
    note: "同一系统、云平台和类型内不能重名",
    example: "web-01",
  },
  { key: "specification", heading: "规格", width: 20, note: "如 8 核 16 GB", example: "8 核 16 GB" },
  {
    key: "address",
    heading: "地址",
    also: ["IP 地址", "IP"],
    width: 20,
    note: "IP 地址或网段",
    example: "10.1.2.3",
  },
];

registerImport({
  kind: "resources",
  title: "资源",
  shows: ["name", "systemId"],
  columns: RESOURCE_COLUMNS,
  take: takeResource,
  takeMany: takeResources,
});

registerImport({
  kind: "contracts",
  title: "合同",
  shows: ["number", "title"],
  columns: [
    {
      key: "number",
      heading: "合同编号",
      also: ["编号"],
      required: true,
      width: 22,
      note: "同一云服务商内不能重复",
      example: "ZWY-2026-015",
    },
    {
      key: "title",
      heading: "合同名称",
      also: ["名称"],
      required: true,
      width: 36,
      note: "不超过 200 字",
      example: "政务云服务采购合同",
    },
    {
      key: "customerOrgId",
      heading: "客户单位",
      also: ["甲方"],
      required: true,
      width: 30,
      note: ORGANISATION_NOTE,
      example: "云州市卫生健康委员会",
    },
    {
      key: "providerOrgId",
      heading: "云服务商",
      also: ["乙方"],
      required: true,
      width: 30,
      note: ORGANISATION_NOTE,
      example: "云州电信云计算有限公司",
    },
    {
      key: "cloudId",
      heading: "云平台",
      width: 30,
      note: "已登记云平台的名称；可不填",
      example: "云州市电子政务云（二期）",
    },
    {
      key: "signedOn",
      heading: "签订日期",
      required: true,
      width: 16,
      note: "如 2026-01-05",
      example: "2026-01-05",
    },
    {
      key: "endsOn",
      heading: "到期日期",
      also: ["终止日期"],
      width: 16,
      note: "不填为长期",
      example: "2027-01-04",
    },
  ],
  async take(tx, actor, now, cells) {
    const customer = await organisation(tx, cells, "customerOrgId");
    const provider = await organisation(tx, cells, "providerOrgId");
    const cloud = cells.raw("cloudId") === "" ? null : await cloudOf(tx, cells);
    const facts = {
      number: cells.need("number", 60),
      title: cells.need("title", 200),
      signedOn: cells.needDate("signedOn"),
      endsOn: cells.date("endsOn"),
    };
    if (!customer || !provider || cells.problems.length > 0) return NOTHING;
    const known = await queries.contractNumbered(tx, provider.id, facts.number);
    if (known) {
      return {
        outcome: "unchanged",
        warnings: differences({
          合同名称: [facts.title, known.title],
          签订日期: [facts.signedOn, known.signed_on],
          到期日期: [facts.endsOn ?? "", known.ends_on ?? ""],
        }),
      };
    }
    await createContract(tx, actor, now, {
      ...facts,
      customerOrgId: customer.id,
      providerOrgId: provider.id,
      cloudId: cloud?.id ?? null,
    });
    return { outcome: "taken", warnings: [] };
  },
});

// ---------------------------------------------------------------------------------------------------

async function organisation(tx: Tx, cells: Cells, key: string): Promise<OrganisationFacts | undefined> {
  const word = cells.need(key, 100);
  if (word === "") return undefined;
  const found = await organisationByWord(tx, word);
  if (!found)
    cells.problem(
      key,
      `没有找到单位“${word}”，请先登记，或核对名称。`,
      `There is no organisation “${word}”.`,
    );
  return found;
}

async function cloudOf(tx: Tx, cells: Cells) {
  const word = cells.need("cloudId", 100);
  if (word === "") return undefined;
  const found = await queries.cloudNamed(tx, word);
  if (!found)
    cells.problem(
      "cloudId",
      `没有找到云平台“${word}”，请先登记，或核对名称。`,
      `There is no cloud “${word}”.`,
    );
  return found;
}
