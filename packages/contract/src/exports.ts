import { Binary, Empty, OneOf, route, Type } from "./route.ts";

/**
 * Taking things away is a step that matters. A list is read page by page like any other reading, so a client that
 * makes a file of it says so first: who cannot confirm gets no file, and the record holds that it was made. The
 * endpoints that answer a file ask themselves (`confirm`); `mayExport` is for browsers, whose own download cannot
 * ask somebody to confirm.
 */
export const recordExport = route({
  method: "POST",
  path: "/api/exports",
  access: "signed-in",
  summary: {
    zh: "导出列表前验证身份并留痕",
    en: "Announce the export of a list; asks for confirmation; recorded",
  },
  confirm: true,
  body: Type.Object(
    {
      list: Type.String({
        maxLength: 120,
        pattern: "^/api/[a-z/:A-Z-]+$",
        description: "path of the list in this contract",
      }),
      format: OneOf(["csv", "xlsx"]),
    },
    { additionalProperties: false },
  ),
  response: Empty,
  errors: ["not-found"],
});

export const mayExport = route({
  method: "GET",
  path: "/api/exports/allowed",
  access: "signed-in",
  summary: {
    zh: "下载前验证身份",
    en: "Asks for confirmation as the downloads do, so that a browser's own download is answered",
  },
  confirm: true,
  response: Empty,
});

export const exportRoles = route({
  method: "GET",
  path: "/api/roles/export",
  access: "signed-in",
  summary: { zh: "导出权限矩阵（xlsx）", en: "The matrix of posts and permissions (xlsx)" },
  confirm: true,
  query: Type.Object({ language: Type.Optional(OneOf(["zh", "en"])) }, { additionalProperties: false }),
  response: Binary,
});
