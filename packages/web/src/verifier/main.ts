/** The page inside a package: the same checks as `yunjian verify`, in a browser, from a file, with no network. */
import { LedgerFailure, parseVerifier, type VerifierKey } from "@yunjian/ledger";
import {
  type Bytes,
  KIND_WORDS,
  type OpenedPackage,
  openZip,
  type PackageReport,
  trustWords,
  TYPE_WORDS,
  verdictWords,
  verifyPackage,
  wordsOf,
} from "@yunjian/ledger/package";

function part<T extends Element>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(id);
  return found;
}

const zip = part("zip", HTMLInputElement);
const folder = part("folder", HTMLInputElement);
const keys = part("keys", HTMLTextAreaElement);
const start = part("start", HTMLButtonElement);
const progress = part("progress", HTMLProgressElement);
const report = part("report", HTMLElement);

/** Everything is text: nothing of a package becomes mark-up. */
function element(tag: string, content: string | readonly (Node | string)[] = [], name = ""): HTMLElement {
  const made = document.createElement(tag);
  if (name !== "") made.className = name;
  made.append(...(typeof content === "string" ? [content] : content));
  return made;
}

for (const [input, other] of [
  [zip, folder],
  [folder, zip],
] as const)
  input.addEventListener("change", () => {
    if ((input.files?.length ?? 0) > 0) other.value = "";
    start.disabled = (zip.files?.length ?? 0) + (folder.files?.length ?? 0) === 0;
  });
start.addEventListener("click", () => void run());

async function run(): Promise<void> {
  start.disabled = true;
  report.replaceChildren();
  progress.hidden = false;
  progress.value = 0;
  try {
    const trusted = keysGiven();
    const [file] = zip.files ?? [];
    const opened = file ? await openZip(blobBytes(file)) : folderOf([...(folder.files ?? [])]);
    const result = await verifyPackage(opened, {
      keys: trusted,
      onProgress: (done, total) => (progress.value = total === 0 ? 1 : done / total),
    });
    show(result);
  } catch (error) {
    const why =
      error instanceof LedgerFailure
        ? `填写的公钥无效：${error.detail}`
        : `无法读取文件：${error instanceof Error ? error.message : String(error)}`;
    report.append(verdict(false, "未能核验", why));
  } finally {
    progress.hidden = true;
    start.disabled = false;
  }
}

function keysGiven(): VerifierKey[] {
  return keys.value
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map((line) => parseVerifier(line));
}

function blobBytes(blob: Blob): Bytes {
  return {
    size: blob.size,
    read: async (from, length) => new Uint8Array(await blob.slice(from, from + length).arrayBuffer()),
  };
}

async function* contentOf(file: File): AsyncGenerator<Uint8Array> {
  const bytes = blobBytes(file);
  for (let at = 0; at < file.size; at += 1 << 20) yield await bytes.read(at, 1 << 20);
}

/** The chosen folder, or the only one in it: unpacking often makes one around the package's own. */
function folderOf(files: readonly File[]): OpenedPackage {
  const paths = files.map((file) => file.webkitRelativePath.split("/").slice(1));
  const inside = new Set(paths.map(([first]) => first));
  const deeper = inside.size === 1 && paths.every((path) => path.length > 1) ? 1 : 0;
  return {
    base: undefined,
    findings: [],
    files: files.map((file, i) => ({
      path: (paths[i] ?? []).slice(deeper).join("/"),
      size: file.size,
      content: () => contentOf(file),
    })),
  };
}

function verdict(ok: boolean, title: string, text: string): HTMLElement {
  return element("div", [element("strong", title), text], `verdict ${ok ? "holds" : "fails"}`);
}

function table(head: readonly string[], rows: readonly (readonly (Node | string)[])[]): HTMLElement {
  const line = (cells: readonly (Node | string)[], tag: string) =>
    element(
      "tr",
      cells.map((cell) => element(tag, [cell])),
    );
  return element("table", [
    element("thead", [line(head, "th")]),
    element(
      "tbody",
      rows.map((row) => line(row, "td")),
    ),
  ]);
}

const mark = (ok: boolean): HTMLElement => element("span", ok ? "✓ 成立" : "✗ 不成立", ok ? "good" : "bad");

function show(result: PackageReport): void {
  const { description, findings, trees, seal } = result;
  report.append(verdict(result.valid, verdictWords(result, "zh"), trustWords(result, "zh")));
  if (findings.length > 0)
    report.append(
      element("h2", "不成立之处"),
      table(
        ["问题", "代码"],
        findings.map((each) => [wordsOf(each, "zh"), element("code", each.code)]),
      ),
    );
  if (description) {
    const { scope } = description;
    const range = scope.from === null ? "" : `（${scope.from} 至 ${scope.to ?? ""}）`;
    report.append(
      element("h2", "证据包"),
      table(
        ["编号", "范围", "生成", "封存"],
        [
          [
            description.number,
            `${TYPE_WORDS[scope.type] ?? scope.type}：${scope.name}${range}`,
            `${localTime(description.madeAt)}，${description.organisation.name} ${description.madeBy.name}`,
            seal
              ? element("span", [mark(seal.ok), ` 存证第 ${seal.position} 条，${localTime(seal.at)}`])
              : "无",
          ],
        ],
      ),
    );
  }
  if (trees.length > 0)
    report.append(
      element("h2", "账本与见证"),
      table(
        ["账本", "检查点", "签名", "见证"],
        trees.map(({ tree, origin, size, signers, witnesses }) => [
          `${origin}（${tree === "sm3" ? "SM3" : "SHA-256"}）`,
          `${size} 条`,
          signers
            .map(
              (key) =>
                `${key.type === "sm2" ? "SM2" : "Ed25519"} ${key.id}，${key.pinned ? "您提供的公钥" : "包内自带公钥"}`,
            )
            .join("；"),
          witnesses.map((each) => `${each.name}（${localTime(each.at)}）`).join("；") || "无",
        ]),
      ),
    );
  if (result.files.length > 0)
    report.append(
      element("h2", `文件（${result.files.length}）`),
      table(
        ["结果", "文件", "存证中的摘要"],
        // What people handed in first, then the parts of the package.
        [...result.files]
          .sort((a, b) => Number(a.name === null) - Number(b.name === null))
          .map((file) => [
            mark(file.ok),
            file.name ?? file.path,
            file.recorded.length > 0 ? `第 ${file.recorded.join("、")} 条` : "",
          ]),
      ),
    );
  if (result.statements.length > 0)
    report.append(
      element("h2", `存证（${result.statements.length}）`),
      table(
        ["结果", "条目", "时间", "事项与原文"],
        result.statements.map((each) => [
          mark(each.ok),
          String(each.position),
          localTime(each.at),
          element("div", [
            KIND_WORDS[each.kind] ?? each.kind,
            ...Object.values(each.opened).map((text) => element("div", `原文：${text}`, "text")),
            ...(each.closed.length > 0
              ? [element("div", `另有 ${each.closed.length} 项文字仅存承诺值`, "text")]
              : []),
          ]),
        ]),
      ),
    );
}

/** On the wall in Shanghai, as everything in these papers. */
function localTime(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  return new Intl.DateTimeFormat("zh-CN", {
    timeZone: "Asia/Shanghai",
    dateStyle: "medium",
    timeStyle: "short",
    hour12: false,
  }).format(date);
}
