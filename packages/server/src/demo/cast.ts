import type { CapabilityLevel, Deployment, EngagementRole, Post, ServiceModel, Zone } from "@yunjian/domain";

/**
 * Who lives in the demo city. All names are invented. What happens to them over two years is in history.ts.
 */

export interface DemoPerson {
  readonly key: string;
  readonly name: string;
  readonly title: string;
  readonly post: Post;
}

export interface DemoOrganisation {
  readonly key: string;
  readonly name: string;
  readonly shortName: string;
  readonly roles: readonly EngagementRole[];
  readonly people: readonly DemoPerson[];
  /** Under which organisation's mail domain the accounts are. */
  readonly domain: string;
}

export const CITY = "云州市";

export const ORGANISATIONS: readonly DemoOrganisation[] = [
  {
    key: "supervisor",
    name: "云州市数字政务安全监管中心",
    shortName: "市政务安全监管中心",
    roles: ["supervisor"],
    domain: "jianguan.example",
    people: [
      { key: "zhoumin", name: "周敏", title: "主任", post: "supervisor-lead" },
      { key: "zhengguoqiang", name: "郑国强", title: "副主任", post: "supervisor-lead" },
      { key: "liwei", name: "李薇", title: "监管一科 主管", post: "supervisor-reviewer" },
      { key: "chenchen", name: "陈晨", title: "监管二科 工程师", post: "supervisor-reviewer" },
      { key: "wanglei", name: "王磊", title: "信息科", post: "system-admin" },
      { key: "zhaojing", name: "赵静", title: "信息科", post: "security-admin" },
      { key: "sunli", name: "孙立", title: "审计室", post: "audit-admin" },
    ],
  },
  {
    key: "manager",
    name: "云州市大数据发展管理局",
    shortName: "市大数据局",
    roles: ["manager"],
    domain: "dsj.example",
    people: [
      { key: "liuyang", name: "刘洋", title: "政务云管理处 处长", post: "manager-member" },
      { key: "gaojie", name: "高洁", title: "政务云管理处", post: "manager-member" },
    ],
  },
  {
    key: "xintong",
    name: "云州信通云科技有限公司",
    shortName: "信通云",
    roles: ["provider"],
    domain: "xintong.example",
    people: [
      { key: "madong", name: "马东", title: "安全总监", post: "provider-lead" },
      { key: "huangying", name: "黄颖", title: "合规经理", post: "provider-member" },
      { key: "xujie", name: "徐杰", title: "安全运维", post: "provider-member" },
    ],
  },
  {
    key: "dongling",
    name: "东岭数据服务有限公司",
    shortName: "东岭数据",
    roles: ["provider"],
    domain: "dongling.example",
    people: [
      { key: "luohao", name: "罗浩", title: "政务事业部 总经理", post: "provider-lead" },
      { key: "tangwen", name: "唐雯", title: "质量与合规", post: "provider-member" },
    ],
  },
  {
    key: "qiming",
    name: "启明协同软件有限公司",
    shortName: "启明软件",
    roles: ["provider"],
    domain: "qiming.example",
    people: [
      { key: "fangyuan", name: "方远", title: "技术负责人", post: "provider-lead" },
      { key: "pengyu", name: "彭雨", title: "运营专员", post: "provider-member" },
    ],
  },
  ...(
    [
      ["jiaoyu", "云州市教育局", "市教育局", "杨帆", "魏然"],
      ["weijian", "云州市卫生健康委员会", "市卫健委", "何静", "曹阳"],
      ["renshe", "云州市人力资源和社会保障局", "市人社局", "朱琳", "范伟"],
      ["ziran", "云州市自然资源和规划局", "市自然资源局", "秦朗", "石磊"],
      ["zhengwu", "云州市政务服务和数据管理中心", "市政务服务中心", "许诺", "姚远"],
      ["wenlv", "云州市文化广电和旅游局", "市文旅局", "尤佳", ""],
    ] as const
  ).map(([key, name, shortName, lead, member]) => ({
    key,
    name,
    shortName,
    roles: ["customer"] as const,
    domain: `${key}.example`,
    people: [
      { key: `${key}.lead`, name: lead, title: "信息中心 主任", post: "customer-lead" as const },
      ...(member === ""
        ? []
        : [{ key: `${key}.member`, name: member, title: "信息中心", post: "customer-member" as const }]),
    ],
  })),
  {
    key: "assessor",
    name: "中测信安（云州）评估有限公司",
    shortName: "中测信安",
    roles: ["assessor"],
    domain: "zhongce.example",
    people: [
      { key: "jiangtao", name: "江涛", title: "测评总监", post: "assessor-member" },
      { key: "dingning", name: "丁宁", title: "高级测评师", post: "assessor-member" },
    ],
  },
  {
    key: "wangxin",
    name: "中共云州市委网络安全和信息化委员会办公室",
    shortName: "市委网信办",
    roles: ["observer"],
    domain: "wangxin.example",
    people: [{ key: "luoyi", name: "骆毅", title: "网络安全处", post: "observer-member" }],
  },
];

export interface DemoCloud {
  readonly key: string;
  readonly name: string;
  readonly provider: string;
  readonly serviceModels: readonly ServiceModel[];
  readonly deployment: Deployment;
  readonly zones: readonly Zone[];
  readonly capabilityLevel: CapabilityLevel;
  readonly mlpsLevel: number;
  readonly carriers: readonly string[];
  readonly sites: readonly { readonly name: string; readonly address: string }[];
  readonly certificate: { readonly number: string; readonly issuedOn: string };
  /** How its provider works: chance to be late, to be sent back, to fail; see history.ts. */
  readonly temper: { readonly late: number; readonly returned: number; readonly failing: number };
  /** What it has let slide of late: nothing comes for these duties in the last weeks of the story. */
  readonly neglected?: readonly string[];
}

export const CLOUDS: readonly DemoCloud[] = [
  {
    key: "xintong-shared",
    name: "信通政务云（共享区）",
    provider: "xintong",
    serviceModels: ["IaaS", "PaaS"],
    deployment: "shared",
    zones: ["internet", "government-extranet"],
    capabilityLevel: "enhanced",
    mlpsLevel: 3,
    carriers: ["电信", "移动"],
    sites: [
      { name: "高新区主机房", address: "云州市高新区云谷路 1 号" },
      { name: "南山灾备机房", address: "云州市南山区数据大道 8 号" },
    ],
    certificate: { number: "云评-2024-017", issuedOn: "2024-06-18" },
    temper: { late: 0.05, returned: 0.08, failing: 0.02 },
  },
  {
    key: "xintong-dedicated",
    name: "信通政务云（专享区）",
    provider: "xintong",
    serviceModels: ["IaaS"],
    deployment: "dedicated",
    zones: ["government-extranet"],
    capabilityLevel: "enhanced",
    mlpsLevel: 3,
    carriers: ["电信"],
    sites: [{ name: "高新区专享机房", address: "云州市高新区云谷路 3 号" }],
    certificate: { number: "云评-2025-004", issuedOn: "2025-02-26" },
    temper: { late: 0.04, returned: 0.06, failing: 0.02 },
  },
  {
    key: "dongling-shared",
    name: "东岭政务云",
    provider: "dongling",
    serviceModels: ["IaaS", "PaaS"],
    deployment: "shared",
    zones: ["internet", "government-extranet"],
    capabilityLevel: "general",
    mlpsLevel: 3,
    carriers: ["联通"],
    sites: [{ name: "东岭数据中心", address: "云州市东岭区科技三路 20 号" }],
    certificate: { number: "云评-2024-009", issuedOn: "2024-03-05" },
    temper: { late: 0.16, returned: 0.18, failing: 0.06 },
    neglected: ["JGK-A-56", "JGK-A-69", "JGK-A-71"],
  },
  {
    key: "qiming-saas",
    name: "启明协同办公云",
    provider: "qiming",
    serviceModels: ["SaaS"],
    deployment: "shared",
    zones: ["internet"],
    capabilityLevel: "general",
    mlpsLevel: 3,
    carriers: ["移动"],
    sites: [{ name: "临港机房", address: "云州市临港新区海云路 66 号" }],
    certificate: { number: "云评-2025-021", issuedOn: "2025-09-11" },
    temper: { late: 0.1, returned: 0.12, failing: 0.04 },
    neglected: ["JGK-A-47"],
  },
];

export interface DemoSystem {
  readonly name: string;
  readonly org: string;
  readonly cloud: string;
  readonly zone: Zone;
  readonly mlpsLevel: number;
  readonly domains: readonly string[];
}

const website = (name: string, org: string, cloud: string, domain: string): DemoSystem => ({
  name,
  org,
  cloud,
  zone: "internet",
  mlpsLevel: 3,
  domains: [domain],
});
const system = (name: string, org: string, cloud: string, zone: Zone, mlpsLevel: number): DemoSystem => ({
  name,
  org,
  cloud,
  zone,
  mlpsLevel,
  domains: [],
});

/** Twenty systems of six agencies. */
export const SYSTEMS: readonly DemoSystem[] = [
  website("云州教育网", "jiaoyu", "xintong-shared", "jyj.yunzhou.gov.cn"),
  system("中小学学籍管理系统", "jiaoyu", "xintong-shared", "government-extranet", 3),
  system("招生考试服务平台", "jiaoyu", "dongling-shared", "internet", 3),
  website("云州市卫生健康委员会网站", "weijian", "dongling-shared", "wjw.yunzhou.gov.cn"),
  system("全民健康信息平台", "weijian", "xintong-dedicated", "government-extranet", 3),
  system("疫苗接种管理系统", "weijian", "xintong-dedicated", "government-extranet", 3),
  system("医疗机构审批系统", "weijian", "dongling-shared", "government-extranet", 2),
  website("云州市人社公共服务网", "renshe", "xintong-shared", "rsj.yunzhou.gov.cn"),
  system("社会保险核心业务系统", "renshe", "xintong-dedicated", "government-extranet", 3),
  system("就业创业服务系统", "renshe", "xintong-shared", "internet", 2),
  system("劳动监察管理系统", "renshe", "dongling-shared", "government-extranet", 2),
  website("云州市自然资源和规划局网站", "ziran", "xintong-shared", "zrzy.yunzhou.gov.cn"),
  system("不动产登记系统", "ziran", "xintong-dedicated", "government-extranet", 3),
  system("国土空间基础信息平台", "ziran", "xintong-dedicated", "government-extranet", 3),
  website("云州政务服务网", "zhengwu", "xintong-shared", "zwfw.yunzhou.gov.cn"),
  system("统一身份认证平台", "zhengwu", "xintong-shared", "government-extranet", 3),
  system("全市协同办公系统", "zhengwu", "qiming-saas", "internet", 3),
  system("12345 热线工单系统", "zhengwu", "dongling-shared", "government-extranet", 2),
  website("云州文旅网", "wenlv", "dongling-shared", "wlj.yunzhou.gov.cn"),
  system("公共文化预约系统", "wenlv", "qiming-saas", "internet", 2),
];
