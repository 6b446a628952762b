/** The report of a verification in words, the same on the command line and in the browser. */
import { wordsOf } from "./failure.ts";
import type { PackageReport } from "./verify.ts";

type Lang = "zh" | "en";

/** What the result is worth, said plainly. */
export function trustWords(report: Pick<PackageReport, "trust">, lang: Lang): string {
  if (report.trust === "pinned")
    return lang === "zh"
      ? "依据您提供的账本公钥核验。"
      : "Checked against the log's public key that you gave.";
  return lang === "zh"
    ? "只依据包内自带的公钥核验：证明内容前后一致、封存后未被改动，但不证明出自哪个平台。请与事先保存或另行取得的账本公钥比对。"
    : "Checked against the keys that the package itself states: it is consistent and unchanged since it was sealed, but whose log this is remains unproved. Compare the keys with those you kept or got by another way.";
}

export function verdictWords(report: PackageReport, lang: Lang): string {
  const wrong = report.findings.length;
  if (report.valid)
    return lang === "zh"
      ? `核验通过：${report.files.length} 个文件、${report.statements.length} 条存证全部成立。`
      : `Verified: all ${report.files.length} files and ${report.statements.length} statements hold.`;
  return lang === "zh" ? `核验不通过：${wrong} 处不成立。` : `Not verified: ${wrong} thing(s) do not hold.`;
}

/**
 * A report as lines of text. `all` names every file and statement, otherwise what is wrong and the sums. Names and
 * texts are a stranger's: what would steer a terminal is left out.
 */
export function reportLines(report: PackageReport, lang: Lang, all = false): string[] {
  return linesOf(report, lang, all).map((line) => line.replace(/\p{Cc}|\p{Cf}/gu, " "));
}

function linesOf(report: PackageReport, lang: Lang, all: boolean): string[] {
  const say = (zh: string, en: string): string => (lang === "zh" ? zh : en);
  const { description, seal } = report;
  const mark = (ok: boolean): string => (ok ? say("成立  ", "holds ") : say("不成立", "WRONG "));
  const lines = [verdictWords(report, lang), trustWords(report, lang), ""];
  if (description) {
    const { scope, organisation, madeBy } = description;
    const range = scope.from === null ? "" : ` ${scope.from} – ${scope.to ?? ""}`;
    lines.push(
      say(
        `证据包：${description.number} ${description.title}${range}`,
        `Package: ${description.number} ${description.title}${range}`,
      ),
      say(
        `生成：${description.madeAt}，${organisation.name} ${madeBy.name}`,
        `Made: ${description.madeAt}, ${organisation.name} ${madeBy.name}`,
      ),
    );
  }
  for (const { tree, origin, size, signers, witnesses } of report.trees) {
    const keys = signers.map(
      (key) =>
        `${key.id} ${key.type} ${key.pinned ? say("您提供的", "given by you") : say("包内自带", "as stated by the package")}`,
    );
    lines.push(
      say(
        `账本 ${tree}：${origin}，检查点 ${size} 条；签名 ${keys.join("、")}；见证 ${witnesses.length} 个${witnesses.map((each) => `，${each.name}（${each.at}）`).join("")}`,
        `Log ${tree}: ${origin}, checkpoint of ${size}; signed by ${keys.join(", ")}; ${witnesses.length} witness(es)${witnesses.map((each) => `, ${each.name} (${each.at})`).join("")}`,
      ),
    );
  }
  if (seal)
    lines.push(
      say(
        `封存：${mark(seal.ok)} 第 ${seal.position} 条（${seal.at}）为整个证据包作证`,
        `Seal: ${mark(seal.ok)} entry ${seal.position} (${seal.at}) vouches for the whole package`,
      ),
    );
  if (report.findings.length > 0) {
    lines.push("", say("不成立之处：", "What does not hold:"));
    for (const finding of report.findings) lines.push(`  [${finding.code}] ${wordsOf(finding, lang)}`);
  }
  if (!all) return lines;
  lines.push("", say("文件：", "Files:"));
  for (const file of report.files) {
    const vouched =
      file.recorded.length > 0
        ? say(
            `，存证第 ${file.recorded.join("、")} 条记有其摘要`,
            `, digest in entries ${file.recorded.join(", ")}`,
          )
        : "";
    const name = file.name === null ? "" : say(`（${file.name}）`, ` (${file.name})`);
    lines.push(`  ${mark(file.ok)} ${file.path}${name}${vouched}`);
  }
  lines.push("", say("存证：", "Statements:"));
  for (const each of report.statements) {
    lines.push(
      `  ${mark(each.ok)} ${each.position} ${each.at} ${each.kind} ${each.object.type} ${each.object.id} [${each.trees.join(" ")}]`,
    );
    for (const [field, text] of Object.entries(each.opened))
      lines.push(`      ${say("原文成立", "text holds")} ${field}: ${text}`);
    if (each.closed.length > 0)
      lines.push(`      ${say("仅有承诺值", "commitment only")}: ${each.closed.join(", ")}`);
  }
  return lines;
}
