import type { Bilingual } from "./vocabulary.ts";

/** The two standards by which an incident is classed; the older one is still the one local rules name. */
export const INCIDENT_STANDARDS = ["2007", "2023"] as const; // GB/Z 20986-2007, GB/T 20986-2023
export type IncidentStandard = (typeof INCIDENT_STANDARDS)[number];

type Sub = readonly [key: string, zh: string, en: string];
interface Category {
  readonly code: string;
  readonly name: Bilingual;
  readonly subs: readonly Sub[];
}

const category = (code: string, zh: string, en: string, ...subs: Sub[]): Category => ({
  code,
  name: { zh, en },
  subs,
});

/** Codes of the 2023 edition come from a third party's transcription; they are ours to tell classes apart. */
const CATEGORIES: Readonly<Record<IncidentStandard, readonly Category[]>> = {
  "2007": [
    category(
      "MI",
      "有害程序",
      "Malicious programs",
      ["virus", "计算机病毒", "Computer virus"],
      ["worm", "蠕虫", "Worm"],
      ["trojan", "特洛伊木马", "Trojan horse"],
      ["botnet", "僵尸网络", "Botnet"],
      ["blended", "混合攻击程序", "Blended attack program"],
      ["page", "网页内嵌恶意代码", "Malicious code in web pages"],
      ["other", "其他有害程序", "Other malicious program"],
    ),
    category(
      "NAI",
      "网络攻击",
      "Network attack",
      ["dos", "拒绝服务攻击", "Denial of service"],
      ["backdoor", "后门攻击", "Attack through a back door"],
      ["flaw", "漏洞攻击", "Attack on a flaw"],
      ["scan", "扫描与窃听", "Scanning and eavesdropping"],
      ["phishing", "网络钓鱼", "Phishing"],
      ["interference", "干扰", "Interference"],
      ["other", "其他网络攻击", "Other attack"],
    ),
    category(
      "IDI",
      "信息破坏",
      "Damage to information",
      ["altered", "信息篡改", "Altered"],
      ["forged", "信息假冒", "Forged"],
      ["leaked", "信息泄漏", "Leaked"],
      ["stolen", "信息窃取", "Stolen"],
      ["lost", "信息丢失", "Lost"],
      ["other", "其他信息破坏", "Other damage"],
    ),
    category(
      "ICSI",
      "信息内容安全",
      "Content",
      ["unlawful", "违法内容", "Unlawful content"],
      ["hot-topic", "敏感舆论热点", "Sensitive public discussion"],
      ["incitement", "串连煽动", "Incitement"],
      ["other", "其他信息内容安全", "Other content"],
    ),
    category(
      "FF",
      "设备设施故障",
      "Failure of equipment",
      ["own", "软硬件自身故障", "Failure of hardware or software"],
      ["supporting", "外围保障设施故障", "Failure of supporting facilities"],
      ["sabotage", "人为破坏", "Damage by people"],
      ["other", "其他设备设施故障", "Other failure"],
    ),
    category("DI", "灾害性", "Disaster"),
    category("OI", "其他", "Other"),
  ],
  "2023": [
    category(
      "MP",
      "恶意程序",
      "Malicious programs",
      ["virus", "计算机病毒", "Computer virus"],
      ["worm", "网络蠕虫", "Worm"],
      ["trojan", "特洛伊木马", "Trojan horse"],
      ["botnet", "僵尸网络", "Botnet"],
      ["page", "恶意代码内嵌网页", "Malicious code in web pages"],
      ["host", "恶意代码宿主站点", "Site that hosts malicious code"],
      ["ransomware", "勒索软件", "Ransomware"],
      ["mining", "挖矿病毒", "Mining malware"],
      ["blended", "混合攻击程序", "Blended attack program"],
      ["other", "其他恶意程序", "Other malicious program"],
    ),
    category(
      "NA",
      "网络攻击",
      "Network attack",
      ["scan", "扫描探测", "Scanning"],
      ["phishing", "网络钓鱼", "Phishing"],
      ["flaw", "漏洞利用", "Exploited flaw"],
      ["backdoor-use", "后门利用", "Back door used"],
      ["backdoor-planted", "后门植入", "Back door planted"],
      ["credentials", "凭据攻击", "Attack on credentials"],
      ["jamming", "信号干扰", "Jamming"],
      ["dos", "拒绝服务", "Denial of service"],
      ["defacement", "网页篡改", "Defacement"],
      ["hidden-link", "暗链植入", "Hidden links"],
      ["domain-hijack", "域名劫持", "Domain hijacking"],
      ["domain-transfer", "域名转嫁", "Domain transferred"],
      ["dns", "DNS 污染", "DNS poisoning"],
      ["wlan", "WLAN 劫持", "WLAN hijacking"],
      ["traffic", "流量劫持", "Traffic hijacking"],
      ["bgp", "BGP 劫持", "BGP hijacking"],
      ["broadcast", "广播欺诈", "Broadcast fraud"],
      ["compromised", "失陷主机", "Compromised host"],
      ["supply-chain", "供应链攻击", "Supply chain attack"],
      ["apt", "APT", "Advanced persistent threat"],
      ["other", "其他网络攻击", "Other attack"],
    ),
    category(
      "DS",
      "数据安全",
      "Data",
      ["altered", "数据篡改", "Altered"],
      ["forged", "数据假冒", "Forged"],
      ["leaked", "数据泄露", "Leaked"],
      ["social", "社会工程", "Social engineering"],
      ["stolen", "数据窃取", "Stolen"],
      ["intercepted", "数据拦截", "Intercepted"],
      ["location", "位置检测", "Location tracking"],
      ["poisoned", "数据投毒", "Poisoned"],
      ["abused", "数据滥用", "Abused"],
      ["privacy", "隐私侵犯", "Breach of privacy"],
      ["lost", "数据损失", "Lost"],
      ["other", "其他数据安全", "Other"],
    ),
    category(
      "IC",
      "信息内容安全",
      "Content",
      ["reactionary", "反动宣传", "Subversive propaganda"],
      ["terror", "暴恐宣扬", "Promotion of terror"],
      ["pornography", "色情传播", "Pornography"],
      ["false", "虚假信息传播", "False information"],
      ["rights", "权益侵害", "Violation of rights"],
      ["spam", "信息滥发", "Spam"],
      ["fraud", "网络欺诈", "Fraud"],
      ["other", "其他信息内容安全", "Other content"],
    ),
    category(
      "DE",
      "设备设施故障",
      "Failure of equipment",
      ["technical", "技术故障", "Technical failure"],
      ["supporting", "配套设施故障", "Failure of supporting facilities"],
      ["physical", "物理损害", "Physical damage"],
      ["radiation", "辐射干扰", "Radiation"],
      ["other", "其他设备设施故障", "Other failure"],
    ),
    category(
      "RO",
      "违规操作",
      "Violation of rules",
      ["abuse", "权限滥用", "Abuse of rights"],
      ["forged-rights", "权限伪造", "Forged rights"],
      ["denial", "行为抵赖", "Repudiation"],
      ["deliberate", "故意违规操作", "Deliberate violation"],
      ["mistake", "误操作", "Mistake"],
      ["people", "人员可用性破坏", "People kept from their work"],
      ["unauthorised", "资源未授权使用", "Unauthorised use of resources"],
      ["other", "其他违规操作", "Other violation"],
    ),
    category(
      "SHE",
      "安全隐患",
      "Hidden danger",
      ["flaw", "网络漏洞", "Flaw"],
      ["configuration", "网络配置合规缺陷", "Faulty configuration"],
      ["other", "其他安全隐患", "Other hidden danger"],
    ),
    category(
      "AB",
      "异常行为",
      "Abnormal behaviour",
      ["access", "访问异常", "Abnormal access"],
      ["traffic", "流量异常", "Abnormal traffic"],
      ["other", "其他异常行为", "Other abnormal behaviour"],
    ),
    category(
      "FOC",
      "不可抗力",
      "Force majeure",
      ["natural", "自然灾害", "Natural disaster"],
      ["accident", "事故灾难", "Accident"],
      ["health", "公共卫生", "Public health"],
      ["society", "社会安全", "Public safety"],
      ["other", "其他不可抗力", "Other force majeure"],
    ),
    category("OTH", "其他", "Other"),
  ],
};

export interface IncidentClass {
  /** '2023:DS/leaked', or '2007:DI' where a category has no parts. */
  readonly id: string;
  readonly standard: IncidentStandard;
  readonly category: Bilingual;
  readonly name: Bilingual;
}

export const INCIDENT_CLASSES: readonly IncidentClass[] = INCIDENT_STANDARDS.flatMap((standard) =>
  CATEGORIES[standard].flatMap(({ code, name, subs }) =>
    subs.length === 0
      ? [{ id: `${standard}:${code}`, standard, category: name, name }]
      : subs.map(([key, zh, en]) => ({
          id: `${standard}:${code}/${key}`,
          standard,
          category: name,
          name: { zh, en },
        })),
  ),
);

const BY_ID = new Map(INCIDENT_CLASSES.map((each) => [each.id, each]));

export function incidentClass(id: string): IncidentClass | undefined {
  return BY_ID.get(id);
}

export const STANDARD_NAMES: Readonly<Record<IncidentStandard, string>> = {
  "2007": "GB/Z 20986—2007",
  "2023": "GB/T 20986—2023",
};
