import {
  EXCLUSIVE_POSTS,
  type Lang,
  type Permission,
  PERMISSIONS,
  POST_PERMISSIONS,
  POST_WORDS,
  POSTS,
} from "@yunjian/domain";
import writeXlsx, { type Cell, type Row } from "write-excel-file/node";

const HEAD = { fontWeight: "bold", backgroundColor: "#E8EEF6", wrap: true, alignVertical: "center" } as const;

const WORDS = {
  zh: { title: "权限矩阵", permission: "权限", key: "标识", exclusive: "（三员互斥）", yes: "有" },
  en: { title: "Roles", permission: "Permission", key: "Key", exclusive: " (exclusive)", yes: "yes" },
} as const satisfies Record<Lang, object>;

/** The one table of who may do what, as a workbook; every cell is written as text. */
export async function rolesFile(lang: Lang): Promise<{ name: string; bytes: Buffer }> {
  const words = WORDS[lang];
  const text = (value: string, look: object = {}): Cell => ({ type: String, value, ...look });
  const head: Row = [
    text(words.permission, HEAD),
    text(words.key, HEAD),
    ...POSTS.map((post) =>
      text(`${POST_WORDS[post][lang]}${EXCLUSIVE_POSTS.includes(post) ? words.exclusive : ""}`, HEAD),
    ),
  ];
  const rows = (Object.keys(PERMISSIONS) as Permission[]).map(
    (permission): Row => [
      text(PERMISSIONS[permission][lang]),
      text(permission),
      ...POSTS.map((post) =>
        text(POST_PERMISSIONS[post].includes(permission) ? words.yes : "", { align: "center" }),
      ),
    ],
  );
  const bytes = await writeXlsx([head, ...rows], {
    sheet: words.title,
    columns: [{ width: lang === "zh" ? 30 : 42 }, { width: 28 }, ...POSTS.map(() => ({ width: 14 }))],
    stickyRowsCount: 1,
    stickyColumnsCount: 1,
  }).toBuffer();
  return { name: `${words.title}.xlsx`, bytes };
}
