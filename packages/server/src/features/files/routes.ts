import * as contract from "@yunjian/contract";
import { type FileKind, type FileState, Refusal } from "@yunjian/domain";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ByteRange } from "../../platform/blobs/blobs.ts";
import { type Api, Streamed } from "../../platform/http/api.ts";
import { uploadJobs } from "./jobs.ts";
import { preview } from "./preview/preview.ts";
import * as service from "./service.ts";
import { mountUploads, type TusDeps } from "./tus.ts";
import { uploadState } from "./uploads.ts";

const PAGE = 200;
/** Whatever a file holds, a browser that opens it runs nothing and reaches nothing. */
const SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

export async function fileRoutes(app: FastifyInstance, api: Api, deps: TusDeps): Promise<void> {
  const { blobs } = deps;
  uploadJobs(blobs);
  await mountUploads(app, api, deps);

  api.outside(contract.getUpload, ({ inTx, actor, now, params }) =>
    uploadState(inTx, blobs, actor, now, params.id),
  );
  api.on(contract.listPurges, ({ tx, actor, query }) => service.purges(tx, actor, query));
  api.on(contract.getFile, ({ tx, actor, params }) => service.describe(tx, actor, params.id));
  api.on(contract.askPurge, ({ tx, actor, now, params, body }) =>
    service.ask(tx, actor, now, { id: params.id, ...body }),
  );
  api.on(contract.decidePurge, ({ tx, actor, now, params, body }) =>
    service.decide(tx, blobs, actor, now, { id: params.id, ...body }),
  );

  api.outside(contract.downloadFile, async ({ inTx, actor, now, params, request }) => {
    const file = await inTx("write", (tx) => service.openable(tx, actor, now, params.id));
    return await streamed(file, request, "attachment", "application/octet-stream");
  });
  api.outside(contract.showFile, async ({ inTx, actor, now, params, request }) => {
    const file = await inTx("write", (tx) => service.openable(tx, actor, now, params.id));
    const native = file.kind === "pdf" || (file.kind === "image" && file.media_type.startsWith("image/"));
    if (!native) throw new Refusal("not-found");
    return await streamed(file, request, "inline", file.media_type);
  });
  api.outside(contract.previewFile, async ({ inTx, actor, now, params, query }) => {
    const from = query.from ?? 0;
    const file = await inTx("read", (tx) => service.fileOf(tx, params.id));
    if ((file.state as FileState) !== "kept") return { kind: "none", reason: "gone" } as const;
    if (file.health.state === "infected") return { kind: "none", reason: "infected" } as const;
    if (from === 0 && file.sensitivity === "sensitive")
      await inTx("write", (tx) => service.openable(tx, actor, now, params.id));
    const source = await blobs.open(file.blob_key);
    try {
      const at = { from, count: query.count ?? PAGE, sheet: query.sheet ?? 0 };
      return await preview(
        { id: file.id, kind: file.kind as FileKind, mediaType: file.media_type },
        source,
        at,
      );
    } finally {
      await source.close();
    }
  });

  async function streamed(
    file: { name: string; size: number; blob_key: string; sha256: string },
    request: FastifyRequest,
    disposition: "attachment" | "inline",
    type: string,
  ): Promise<Streamed> {
    const range = rangeOf(request.headers.range, file.size);
    const content = await blobs.get(file.blob_key, range);
    const length = range ? range.end - range.start + 1 : file.size;
    return new Streamed(
      content,
      {
        "content-type": type,
        "content-length": String(length),
        "content-disposition": `${disposition}; filename="file"; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, percent)}`,
        "content-security-policy": SANDBOX,
        "accept-ranges": "bytes",
        etag: `"${file.sha256}"`,
        ...(range && { "content-range": `bytes ${range.start}-${range.end}/${file.size}` }),
      },
      range ? 206 : 200,
    );
  }
}

/** One range, as browsers and PDF viewers ask; anything else gets the whole file, which HTTP allows. */
function rangeOf(header: string | undefined, size: number): ByteRange | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  return start <= end && start < size ? { start, end } : undefined;
}

function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
}
