import { type FormField, type FormValues, formOf, type InputField } from "@yunjian/domain";

/**
 * The papers of the demo: small, but of the kinds and shapes that such files have. Tables say what was
 * checked, notes say who looked; the real tools' output comes in the README's tour.
 */

export interface Paper {
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
}

const HOSTS = [
  "gov-ctl-01",
  "gov-ctl-02",
  "gov-net-01",
  "gov-sto-01",
  "gov-db-01",
  "gov-portal-01",
  "gov-log-01",
  "gov-bak-01",
];

/** A table of checks for one class and month. `vary` gives a number in [0, 1) per line. */
export function checkTable(
  title: string,
  month: string,
  items: readonly string[],
  vary: (line: number) => number,
): Paper {
  const rows = HOSTS.flatMap((host, h) =>
    items.map((item, i) => {
      const draw = vary(h * items.length + i);
      const result = draw < 0.94 ? "符合" : draw < 0.98 ? "已整改" : "整改中";
      return [`${month}-${String(3 + Math.floor(draw * 20)).padStart(2, "0")}`, host, item, result].join(",");
    }),
  );
  return {
    name: `${title}-${month}.csv`,
    type: "text/csv",
    content: Buffer.from(`\uFEFF检查日期,对象,检查项,结果\n${rows.join("\n")}\n`),
  };
}

export function minutes(
  title: string,
  month: string,
  author: string,
  approver: string,
  points: readonly string[],
): Paper {
  const text = [
    `# ${title}`,
    "",
    `编制：${author}　　审核：${approver}　　所属期：${month}`,
    "",
    ...points.map((point, i) => `${i + 1}. ${point}`),
    "",
    `记录编号：YW-${month.replace("-", "")}-${String(title.length * 7 + points.length).padStart(3, "0")}`,
    "",
  ].join("\n");
  return { name: `${title}-${month}.md`, type: "text/markdown", content: Buffer.from(text) };
}

/** An nmap result as the tool writes it, of invented hosts. */
export function portScan(month: string, vary: (line: number) => number): Paper {
  const at = Math.floor(Date.parse(`${month}-05T02:00:00Z`) / 1000);
  const hosts = HOSTS.map((host, h) => {
    const open = [22, 443, ...(vary(h) > 0.8 ? [8080] : [])];
    const ports = open.map(
      (port) =>
        `<port protocol="tcp" portid="${port}"><state state="open" reason="syn-ack" reason_ttl="64"/><service name="${port === 22 ? "ssh" : "https"}" method="table" conf="3"/></port>`,
    );
    return `<host starttime="${at + h * 20}" endtime="${at + h * 20 + 15}"><status state="up" reason="echo-reply" reason_ttl="64"/><address addr="10.20.${h}.11" addrtype="ipv4"/><hostnames><hostname name="${host}" type="user"/></hostnames><ports>${ports.join("")}</ports></host>`;
  });
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<nmaprun scanner="nmap" args="nmap -oX scan.xml -p 1-10000 10.20.0.0/21" start="${at}" startstr="${month}" version="7.93" xmloutputversion="1.05">
${hosts.join("\n")}
<runstats><finished time="${at + 300}" timestr="${month}" elapsed="300" summary="${HOSTS.length} hosts up" exit="success"/><hosts up="${HOSTS.length}" down="0" total="${HOSTS.length}"/></runstats>
</nmaprun>
`;
  return { name: `端口扫描结果-${month}.xml`, type: "application/xml", content: Buffer.from(xml) };
}

/** Fills a form the way its labels ask, so that every structured deliverable of the demo is whole. */
export function filled(
  key: string,
  about: { cloud: string; day: string; people: readonly string[]; vary: (field: string) => number },
): FormValues {
  const value = (field: InputField): string => {
    const draw = about.vary(field.key);
    switch (field.type) {
      case "date":
        return about.day;
      case "number":
        return String(Math.floor(draw * 12));
      case "select":
        return field.options[Math.floor(draw * field.options.length)]?.key ?? "";
      case "text":
        return textOf(field, about, draw);
      default:
        return longOf(field, about);
    }
  };
  const entry = (field: FormField): [string, FormValues[string]] => {
    if (field.type !== "table") return [field.key, value(field)];
    const rows = Array.from({ length: Math.max(field.minRows, 2) }, (_, i) =>
      Object.fromEntries(
        field.columns.map((column) => [
          column.key,
          column.type === "text" ? `${value(column)}${i === 0 ? "" : "（备）"}` : value(column),
        ]),
      ),
    );
    return [field.key, rows];
  };
  return Object.fromEntries(formOf(key).sections.flatMap((section) => section.fields.map(entry)));
}

function textOf(
  field: InputField,
  about: { cloud: string; people: readonly string[] },
  draw: number,
): string {
  const label = field.label.zh;
  if (/人员|负责人|编制|审核|批准|联系/.test(label))
    return about.people[Math.floor(draw * about.people.length)] ?? "安全管理部";
  if (/版本/.test(label)) return `V${1 + Math.floor(draw * 4)}.${Math.floor(draw * 9)}`;
  if (/名称|平台|系统|对象/.test(label)) return about.cloud;
  if (/编号/.test(label)) return `YZ-${1000 + Math.floor(draw * 8999)}`;
  return `${label.replace(/[（(].*$/, "")}已按平台安全基线落实`;
}

function longOf(field: InputField, about: { cloud: string }): string {
  return `${about.cloud}：${field.label.zh.replace(/[（(].*$/, "")}按既定计划执行，相关记录已归档，未发现影响平台整体安全状态的情况，后续按季度复核。`;
}
