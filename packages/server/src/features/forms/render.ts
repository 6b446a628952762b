import { type FieldProblem, type FormDefinition, type FormValues, printable } from "@yunjian/domain";
import { LoopPlugin, TemplateHandler, TextPlugin } from "easy-template-x";
import { unzipSync } from "fflate";
import { readXml } from "../../platform/documents/docx-xml.ts";
import { type DocumentFacts, DOCUMENT_TAGS, tagsOf } from "./tags.ts";

/** Text and loops only: a template cannot bring pictures, links or raw XML of its own into a document. */
const handler = new TemplateHandler({ plugins: [new LoopPlugin(), new TextPlugin()], maxXmlDepth: 60 });

export const MAX_TEMPLATE = 5 * 1024 * 1024;
const MAX_UNPACKED = 50 * 1024 * 1024;

export async function renderForm(
  template: Buffer,
  form: FormDefinition,
  values: FormValues,
  facts: DocumentFacts,
): Promise<Buffer> {
  const data = { ...printable(form, values, "zh"), ...facts };
  return await handler.process(template, clean(data) as Parameters<typeof handler.process>[1]);
}

/** Characters that XML cannot hold would make a file that Word refuses to open. */
function clean(value: unknown): unknown {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  if (typeof value === "string")
    return value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
  if (Array.isArray(value)) return value.map(clean);
  return Object.fromEntries(
    Object.entries(value as Record<string, unknown>).map(([key, each]) => [key, clean(each)]),
  );
}

/** What is wrong with a template somebody uploaded; empty when a document came out of it. */
export async function templateProblems(template: Buffer, form: FormDefinition): Promise<FieldProblem[]> {
  const parts = partsOf(template);
  if (!parts || !parts.some(({ name }) => name === "word/document.xml")) {
    return [
      wrong(
        "模板不是可以打开的 Word 文档（.docx），请用 Word 另存为 .docx 后上传。",
        "Not a Word document that opens; save it as .docx and upload that.",
      ),
    ];
  }
  const problems: FieldProblem[] = [];
  if (parts.some(({ name }) => /vbaProject|vbaData|activeX|embeddings\/.*\.bin$/i.test(name))) {
    problems.push(
      wrong(
        "模板含有宏或嵌入的程序，请删除后重新上传。",
        "The template carries macros or embedded programs; remove them.",
      ),
    );
  }
  if (
    parts.some(
      ({ name, text }) =>
        name.endsWith(".rels") &&
        /TargetMode="External"/.test(text) &&
        /attachedTemplate|oleObject|frame|subDocument/.test(text),
    )
  ) {
    problems.push(
      wrong(
        "模板引用了外部文件，请断开链接后重新上传。",
        "The template refers to files outside; break the links.",
      ),
    );
  }
  if (problems.length > 0) return problems;
  try {
    problems.push(...tagProblems(await handler.parseTags(template), form));
    if (problems.length === 0) checkRendered(await renderForm(template, form, sample(form), sampleFacts()));
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 300) : "";
    problems.push(
      wrong(`模板标记有误，无法生成文档：${detail}`, `Its tags are wrong, no document came out: ${detail}`),
    );
  }
  return problems;
}

function tagProblems(
  tags: Awaited<ReturnType<typeof handler.parseTags>>,
  form: FormDefinition,
): FieldProblem[] {
  const known = tagsOf(form);
  const unknown = new Set<string>();
  const misused = new Set<string>();
  for (const tag of tags) {
    const found = known.filter((each) => each.tag === tag.name);
    const loop = /^\{[#/]/.test(tag.rawText);
    if (found.length === 0) unknown.add(tag.rawText);
    else if (!found.some((each) => each.table === loop)) misused.add(tag.rawText);
  }
  const list = (set: Set<string>) => [...set].slice(0, 20).join("、");
  return [
    ...(unknown.size > 0
      ? [
          wrong(
            `有不认识的标记：${list(unknown)}。可用标记见模板说明。`,
            `Unknown tags: ${list(unknown)}. The page lists those one may use.`,
          ),
        ]
      : []),
    ...(misused.size > 0
      ? [
          wrong(
            `标记用法有误：${list(misused)}。表格须以 {#标记} 开始、{/标记} 结束。`,
            `Used wrongly: ${list(misused)}. Tables open with {#tag} and close with {/tag}.`,
          ),
        ]
      : []),
  ];
}

function partsOf(template: Buffer): { name: string; text: string }[] | undefined {
  let total = 0;
  try {
    const files = unzipSync(template, {
      filter: (file) => {
        total += file.originalSize;
        return total <= MAX_UNPACKED;
      },
    });
    if (total > MAX_UNPACKED) return undefined;
    const decoder = new TextDecoder();
    return Object.entries(files).map(([name, content]) => ({
      name,
      text: name.endsWith(".rels") ? decoder.decode(content) : "",
    }));
  } catch {
    return undefined;
  }
}

/** Throws unless the document that came out is well-formed and no tag is left in it. */
function checkRendered(document: Buffer): void {
  const body = unzipSync(document, { filter: (file) => file.name === "word/document.xml" })[
    "word/document.xml"
  ];
  if (!body) throw new Error("no document");
  readXml(new TextDecoder().decode(body), {});
}

/** Something in every place, two rows in every table. */
function sample(form: FormDefinition): FormValues {
  return Object.fromEntries(
    form.sections.flatMap((section) =>
      section.fields.map((field) => {
        if (field.type !== "table") return [field.key, "示例\n第二行"];
        const row = Object.fromEntries(field.columns.map((column) => [column.key, "示例"]));
        return [field.key, [row, row]];
      }),
    ),
  );
}

function sampleFacts(): DocumentFacts {
  return Object.fromEntries(
    Object.entries(DOCUMENT_TAGS).map(([tag, label]) => [tag, label.zh]),
  ) as DocumentFacts;
}

function wrong(zh: string, en: string): FieldProblem {
  return { field: "/fileId", message: { zh, en } };
}
