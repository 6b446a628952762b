import { minuteOf } from "@yunjian/domain";
import { type Description, KIND_WORDS, TYPE_WORDS } from "@yunjian/ledger/package";

export interface IndexEntry {
  readonly position: number;
  readonly at: string;
  readonly kind: string;
  readonly person: string | null;
  readonly organisation: string | null;
  /** Things it is about. */
  readonly about: readonly string[];
  readonly texts: readonly string[];
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
/** Text of people in a page of ours: no mark-up, and nothing that turns the direction of what follows. */
const html = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char).replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
const link = (path: string): string => path.split("/").map(encodeURIComponent).join("/");

/** SM3 of a large file is computed after its upload; content that is gone or broken will never have one. */
const sm3Of = ({ sm3, path }: Description["files"][number]): string =>
  sm3 === null
    ? `<span class="q">SM3 ${path === null ? "未登记 / not recorded" : "计算中 / being computed"}</span>`
    : `<code>${html(sm3)}</code>`;

const STYLE = `body{font:15px/1.7 "Noto Sans SC","Microsoft YaHei",sans-serif;max-width:1100px;margin:24px auto;padding:0 24px;color:#1f2329}
h1{font-size:22px}h2{font-size:17px;margin-top:32px;border-bottom:1px solid #d0d5dd}h3{font-size:15px;margin:20px 0 4px}
table{border-collapse:collapse;width:100%}td,th{border:1px solid #d0d5dd;padding:4px 8px;text-align:left;vertical-align:top}
th{background:#f2f4f7;font-weight:600;white-space:nowrap}code{font-size:12px;word-break:break-all}.n{white-space:nowrap}.q{color:#475467}`;

/** The page that a person reads first: what is in the package, who did what when, under which entry. No script. */
export function indexPage(description: Description, entries: readonly IndexEntry[]): string {
  const { scope, files, objects } = description;
  const range = scope.from === null ? "" : `（${scope.from} 至 ${scope.to ?? ""}）`;
  const unavailable: Readonly<Record<string, string>> = {
    purged: "已按程序清除",
    "purge-asked": "清除待批，暂不提供",
    disposed: "已按留存期限销毁",
    damaged: "存储损坏，无法读取",
    erased: "密钥已销毁，无法读取",
  };
  const byObject = new Map<string, IndexEntry[]>();
  for (const entry of entries)
    for (const id of entry.about) byObject.set(id, [...(byObject.get(id) ?? []), entry]);
  const rows = (list: readonly IndexEntry[]): string =>
    list
      .map(
        (each) => `<tr><td class="n">${each.position}</td><td class="n">${minuteOf(new Date(each.at))}</td>
<td>${html(KIND_WORDS[each.kind] ?? each.kind)}${each.texts.map((text) => `<div class="q">${html(text)}</div>`).join("")}</td>
<td>${html([each.organisation, each.person].filter(Boolean).join(" ") || "平台")}</td></tr>`,
      )
      .join("\n");
  const head = "<tr><th>存证条目</th><th>时间</th><th>事项</th><th>办理人</th></tr>";
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${html(description.number)} ${html(description.title)}</title><style>${STYLE}</style></head><body>
<h1>${html(description.number)} ${html(description.title)}</h1>
<table><tr><th>范围</th><td>${scope.type === "rectification" ? "" : `${html(TYPE_WORDS[scope.type] ?? scope.type)}：`}${html(scope.name)}${html(range)}</td></tr>
<tr><th>生成</th><td>${minuteOf(new Date(description.madeAt))}，${html(description.organisation.name)} ${html(description.madeBy.name)}</td></tr>
<tr><th>账本</th><td><code>${html(description.log)}</code></td></tr>
<tr><th>内容</th><td>${objects.length} 个对象，${files.length} 个文件，${entries.length} 条存证</td></tr></table>
<p>核验：在浏览器中打开同目录的 <a href="verify.html">verify.html</a>，选择本证据包；或在命令行执行 <code>yunjian verify 文件名</code>。两者都不需要网络。
公钥应与事先保存或另行取得的比对，不能只用包内自带的。本页及全部内容由 <code>seal/entry.json</code> 中的存证条目封存；内容以各对象文件和存证条目为准。</p>
<h2>文件</h2>
${files.length === 0 ? "<p class=q>没有文件。</p>" : ""}
<table${files.length === 0 ? " hidden" : ""}><tr><th>文件</th><th>大小</th><th>SHA-256 / SM3</th></tr>
${files
  .map(
    (file) =>
      `<tr><td>${
        file.path === null
          ? `${html(file.name)}<div class="q">${html(unavailable[file.state] ?? file.state)}</div>`
          : `<a href="${link(file.path)}">${html(file.name)}</a>`
      }</td><td class="n">${file.size.toLocaleString("en")}</td><td><code>${html(file.sha256)}</code><br>${sm3Of(file)}</td></tr>`,
  )
  .join("\n")}
</table>
<h2>对象</h2>
${objects
  .map(
    (
      object,
    ) => `<h3>${html(TYPE_WORDS[object.type] ?? object.type)} <a href="${link(object.path)}">${html(object.title)}</a></h3>
${byObject.has(object.id) ? `<table>${head}${rows(byObject.get(object.id) ?? [])}</table>` : "<p class=q>无单独的存证条目。</p>"}`,
  )
  .join("\n")}
<h2>全部存证条目</h2>
<table>${head}
${rows(entries)}
</table></body></html>
`;
}
