import { type EngagementRole, isTwoPersonStrict, type Post, POST_WORDS, ROLE_WORDS } from "@yunjian/domain";
import type { Words } from "../../platform/tables/cells.ts";
import { differences, registerImport } from "../../platform/tables/kinds.ts";
import { registerOrganisation } from "./organisations.ts";
import * as people from "./people-queries.ts";
import { registerPerson } from "./people.ts";
import { organisationByWord } from "./read.ts";

const ROLES = wordsOf<EngagementRole>(ROLE_WORDS, {
  supervisor: ["监管方"],
  manager: ["平台管理单位", "管理单位"],
  provider: ["服务商"],
  customer: ["云租户", "客户", "云服务客户单位"],
  assessor: ["评估机构", "测评机构"],
  supplier: ["云客户供应链服务商"],
});
const POSTS = wordsOf<Post>(POST_WORDS, {});

registerImport({
  kind: "organisations",
  title: "单位",
  shows: ["name"],
  columns: [
    {
      key: "name",
      heading: "单位名称",
      also: ["名称", "单位全称"],
      required: true,
      width: 36,
      note: "与公章一致的全称",
      example: "云州市卫生健康委员会",
    },
    {
      key: "shortName",
      heading: "单位简称",
      also: ["简称"],
      required: true,
      width: 18,
      note: "列表中显示，不超过 20 个字",
      example: "市卫健委",
    },
    {
      key: "creditCode",
      heading: "统一社会信用代码",
      also: ["信用代码"],
      width: 24,
      note: "18 位；没有可不填",
      example: "",
    },
    {
      key: "roles",
      heading: "角色",
      also: ["单位角色"],
      required: true,
      width: 26,
      note: `可填多个，用“、”分隔：${first(ROLES).join("、")}`,
      example: "云服务客户",
    },
    {
      key: "parentId",
      heading: "上级单位",
      width: 30,
      note: "已登记单位的全称、简称或信用代码；没有可不填",
      example: "",
    },
    {
      key: "region",
      heading: "所在地区",
      also: ["地区"],
      required: true,
      width: 16,
      note: "如 云州市、云州市东湖区",
      example: "云州市",
    },
    { key: "contact", heading: "联系人", width: 14, note: "不超过 50 个字", example: "张华" },
    {
      key: "phone",
      heading: "联系电话",
      also: ["电话"],
      width: 18,
      note: "固话或手机",
      example: "0571-88000000",
    },
    {
      key: "twoPerson",
      heading: "双人签发",
      width: 12,
      note: "是 / 否；监管方、管理单位、云服务商、评估机构必须为“是”，不填按规则确定",
      example: "否",
    },
  ],
  async take(tx, actor, now, cells) {
    const roles = cells.some("roles", ROLES);
    const facts = {
      name: cells.need("name", 100),
      shortName: cells.need("shortName", 20),
      creditCode: cells.text("creditCode", 18).toUpperCase() || null,
      roles,
      parentId: null as string | null,
      region: cells.need("region", 50),
      contact: cells.text("contact", 50),
      phone: cells.text("phone", 30),
      twoPerson: cells.yes("twoPerson", isTwoPersonStrict(roles)),
    };
    const parent = cells.raw("parentId");
    if (parent !== "") {
      facts.parentId = (await organisationByWord(tx, parent))?.id ?? null;
      if (facts.parentId === null)
        cells.problem(
          "parentId",
          `没有找到单位“${parent}”，请先登记。`,
          `There is no organisation “${parent}”; register it first.`,
        );
    }
    if (cells.problems.length > 0) return NOTHING;
    const known =
      (facts.creditCode && (await organisationByWord(tx, facts.creditCode))) ||
      (await organisationByWord(tx, facts.name));
    if (known) {
      return {
        outcome: "unchanged",
        warnings: differences({
          单位名称: [facts.name, known.name],
          角色: [roleWords(roles), roleWords(known.roles)],
        }),
      };
    }
    await registerOrganisation(tx, actor, now, facts);
    return { outcome: "taken", warnings: [] };
  },
});

registerImport({
  kind: "people",
  title: "人员",
  shows: ["name", "orgId"],
  columns: [
    { key: "name", heading: "姓名", required: true, width: 14, note: "不超过 50 个字", example: "张华" },
    {
      key: "email",
      heading: "电子邮箱",
      also: ["邮箱", "登录邮箱"],
      required: true,
      width: 30,
      note: "用作登录账号，不能与他人重复",
      example: "zhanghua@example.gov.cn",
    },
    {
      key: "orgId",
      heading: "单位",
      also: ["所属单位", "单位名称"],
      required: true,
      width: 30,
      note: "已登记单位的全称、简称或信用代码",
      example: "云州市卫生健康委员会",
    },
    {
      key: "posts",
      heading: "岗位",
      required: true,
      width: 26,
      fields: ["/post", "/posts"],
      note: `可填多个，用“、”分隔：${first(POSTS).join("、")}`,
      example: "客户经办人",
    },
    {
      key: "phone",
      heading: "联系电话",
      also: ["电话", "手机"],
      width: 18,
      note: "固话或手机",
      example: "13800000000",
    },
    { key: "title", heading: "职务", width: 16, note: "不超过 50 个字", example: "科长" },
  ],
  async take(tx, actor, now, cells) {
    const facts = {
      name: cells.need("name", 50),
      email: cells.need("email", 200),
      phone: cells.text("phone", 30),
      title: cells.text("title", 50),
      posts: cells.some("posts", POSTS),
    };
    if (facts.email !== "" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(facts.email)) {
      cells.problem("email", "应为电子邮箱，如 name@example.gov.cn。", "Must be an e-mail address.");
    }
    const word = cells.need("orgId", 100);
    const org = word === "" ? undefined : await organisationByWord(tx, word);
    if (word !== "" && !org)
      cells.problem(
        "orgId",
        `没有找到单位“${word}”，请先登记。`,
        `There is no organisation “${word}”; register it first.`,
      );
    if (!org || cells.problems.length > 0) return NOTHING;
    const known = await people.personByEmail(tx, facts.email);
    if (known) {
      return {
        outcome: "unchanged",
        warnings: differences({ 姓名: [facts.name, known.name], 单位: [org.name, known.org_name] }),
      };
    }
    await registerPerson(tx, actor, now, { ...facts, orgId: org.id });
    return { outcome: "taken", warnings: [] };
  },
});

/** What take() answers where cells have problems: the line is refused with them. */
const NOTHING = { outcome: "unchanged", warnings: [] } as const;

function wordsOf<V extends string>(
  table: Readonly<Record<V, { zh: string; en: string }>>,
  also: Partial<Record<V, string[]>>,
): Words<V> {
  const entries = (Object.keys(table) as V[]).map((key) => [
    key,
    [table[key].zh, table[key].en, ...(also[key] ?? [])],
  ]);
  return Object.fromEntries(entries) as Words<V>;
}

function first<V extends string>(words: Words<V>): string[] {
  return Object.values<readonly string[]>(words).map((names) => names[0] ?? "");
}

function roleWords(roles: readonly string[]): string {
  return roles
    .toSorted()
    .map((role) => ROLE_WORDS[role as EngagementRole].zh)
    .join("、");
}
