import { walkXml } from "../xml-stream.ts";
import { fact, MAX_ROWS, type ToolResult } from "./result.ts";

const RANK = ["high", "medium", "low", "unknown"];

/** Rules that failed in an XCCDF result or an ARF collection, the gravest first. */
export async function openscapResult(pieces: AsyncIterable<string>): Promise<ToolResult | null> {
  const titles = new Map<string, string>();
  const counts = new Map<string, number>();
  const failed: { rule: string; severity: string; result: string }[] = [];
  const about = {
    benchmark: "",
    version: "",
    profile: "",
    target: "",
    start: "",
    end: "",
    score: "",
    scoreMax: "",
  };
  let rule: string | undefined;
  let text: string | undefined;
  let inResult = false;
  let current: { rule: string; severity: string; result: string } | undefined;
  await walkXml(pieces, {
    open(name, attribute) {
      text = undefined;
      if (name === "Rule") rule = attribute("id");
      else if (name === "TestResult") {
        inResult = true;
        Object.assign(about, {
          start: attribute("start-time") ?? "",
          end: attribute("end-time") ?? "",
          version: attribute("test-system") ?? "",
        });
      } else if (name === "rule-result")
        current = {
          rule: attribute("idref") ?? "",
          severity: attribute("severity") ?? "unknown",
          result: "",
        };
      else if (inResult && name === "benchmark") about.benchmark = attribute("id") ?? attribute("href") ?? "";
      else if (inResult && name === "profile") about.profile = attribute("idref") ?? "";
      if (name === "score") about.scoreMax = attribute("maximum") ?? "100";
      if (
        (name === "title" && rule !== undefined) ||
        (inResult && ["result", "target", "score"].includes(name))
      )
        text = "";
    },
    text(value) {
      if (text !== undefined) text += value;
    },
    close(name) {
      const said = text?.trim() ?? "";
      if (name === "title" && rule !== undefined && text !== undefined) {
        if (!titles.has(rule)) titles.set(rule, said);
      } else if (name === "Rule") rule = undefined;
      else if (name === "result" && current) current.result = said;
      else if (name === "target" && inResult && about.target === "") about.target = said;
      else if (name === "score" && inResult) about.score = said;
      else if (name === "TestResult") inResult = false;
      else if (name === "rule-result" && current) {
        counts.set(current.result, (counts.get(current.result) ?? 0) + 1);
        if (current.result === "fail" || current.result === "error") failed.push(current);
        current = undefined;
      }
      text = undefined;
    },
  });
  if (counts.size === 0) return null;
  failed.sort((a, b) => RANK.indexOf(a.severity) - RANK.indexOf(b.severity));
  const score =
    about.score === ""
      ? undefined
      : `${Number(about.score).toFixed(1)} / ${Number(about.scoreMax).toFixed(0)}`;
  return {
    tool: "openscap",
    toolVersion: about.version.replace(/^cpe:\/a:redhat:openscap:/, ""),
    facts: [
      ...fact("target", about.target),
      ...fact("profile", about.profile.replace(/^xccdf_org\.ssgproject\.content_profile_/, "")),
      ...fact("started", about.start),
      ...fact("score", score),
      ...fact("failed", counts.get("fail") ?? 0),
      ...fact("passed", counts.get("pass") ?? 0),
      ...fact("not-applicable", counts.get("notapplicable")),
      ...fact(
        "not-checked",
        (counts.get("notchecked") ?? 0) + (counts.get("unknown") ?? 0) + (counts.get("error") ?? 0),
      ),
    ],
    columns: ["severity", "result", "finding", "rule"],
    rows: failed
      .slice(0, MAX_ROWS)
      .map((each) => [
        each.severity,
        each.result,
        titles.get(each.rule) ?? "",
        each.rule.replace(/^xccdf_org\.ssgproject\.content_rule_/, ""),
      ]),
    total: failed.length,
  };
}
