import type { IncomingMessage } from "node:http";
import { DataStore, ERRORS, Server, Upload } from "@tus/server";
import { ApiFailure, problem, UPLOAD_FILE_HEADER, UPLOADS_PATH } from "@yunjian/contract";
import { type Actor, Refusal } from "@yunjian/domain";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import type { Api } from "../../platform/http/api.ts";
import { langOf } from "../../platform/http/language.ts";
import { newId } from "../../platform/ids.ts";
import { type Db, withActor } from "../../platform/tenancy.ts";
import { type InTx, leases } from "./lease.ts";
import { beginUpload, finishUpload, uploadToContinue } from "./uploads.ts";

export interface TusDeps {
  readonly db: Db;
  readonly blobs: Blobs;
  readonly clock: () => Date;
}

/**
 * Resumable uploads by the tus protocol. Every request is admitted like any other, and has a store of its own
 * that sees what its actor sees.
 */
export async function mountUploads(app: FastifyInstance, api: Api, deps: TusDeps): Promise<void> {
  await app.register(async (scope) => {
    // The body is the file: it goes to the store as it comes, unread by Fastify.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      const now = deps.clock();
      const actor = await api.admit({ access: "submission.read" }, request, now);
      await answer(request, reply, serverFor(request, actor, now, deps));
    };
    scope.route({ method: "POST", url: UPLOADS_PATH, handler });
    scope.route({ method: ["HEAD", "PATCH", "DELETE"], url: `${UPLOADS_PATH}/:id`, handler });
  });
}

function serverFor(request: FastifyRequest, actor: Actor, now: Date, { db, blobs }: TusDeps): Server {
  const inTx: InTx = (mode, work) => withActor(db, actor, mode, work);
  return new Server({
    path: UPLOADS_PATH,
    relativeLocation: true,
    allowedOrigins: [],
    // What arrived until then is kept; the sender has another connection already.
    locker: leases(inTx, () => request.raw.destroy()),
    disableTerminationForFinishedUploads: true,
    datastore: storeFor(request.raw, inTx, actor, now, blobs),
    namingFunction: () => newId(now),
    onUploadFinish: async (_request, upload) => ({
      headers: { [UPLOAD_FILE_HEADER]: await finishUpload(inTx, blobs, actor, now, upload.id) },
    }),
    onResponseError: (_request, error) => asAnswer(request, error),
  });
}

/**
 * The bytes go from the socket to the store without the library between them: its web stream, its limiter and
 * two pass-through streams took more time than hashing and encrypting together.
 */
function storeFor(body: IncomingMessage, inTx: InTx, actor: Actor, now: Date, blobs: Blobs): DataStore {
  const store = new DataStore();
  let announced = 0;
  store.extensions = ["creation", "creation-with-upload", "termination"];
  return Object.assign(store, {
    async create(upload: Upload) {
      const { name, type, sensitivity } = upload.metadata ?? {};
      await inTx("write", (tx) =>
        beginUpload(tx, actor, now, {
          id: upload.id,
          name: name ?? "",
          type: type ?? "",
          sensitivity: sensitivity ?? "",
          size: upload.size ?? 0,
        }),
      );
      await blobs.parts.create(actor.orgId ?? "", upload.id);
      announced = upload.size ?? 0;
      return upload;
    },
    async getUpload(id: string) {
      const { size, offset } = await uploadToContinue(inTx, blobs, now, id);
      announced = size;
      return new Upload({ id, size, offset });
    },
    async write(_none: unknown, id: string, offset: number) {
      try {
        return offset + (await blobs.parts.append(id, offset, atMost(announced - offset, body)));
      } catch (error) {
        throw body.destroyed && !body.complete ? ERRORS.ABORTED : error;
      }
    },
    remove: (id: string) => blobs.parts.remove(id),
  });
}

/** A body without a length may say more than was announced. */
async function* atMost(room: number, body: IncomingMessage): AsyncGenerator<Uint8Array> {
  let left = room;
  // An answer must still find its way back, so what is not read is not cut off.
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    left -= chunk.length;
    // oxlint-disable-next-line typescript/only-throw-error -- how the tus library names its refusals
    if (left < 0) throw ERRORS.ERR_SIZE_EXCEEDED;
    yield chunk;
  }
}

type TusError = Error | { status_code: number; body: string };

/** Our own refusals leave as problem details; the protocol's keep the status that clients know. */
function asAnswer(
  request: FastifyRequest,
  error: TusError,
): { status_code: number; body: string } | undefined {
  if (error instanceof Refusal || error instanceof ApiFailure) {
    const [params, fields] = error instanceof Refusal ? [error.params, error.fields] : [{}, []];
    const answer = problem(error.code, params, fields, langOf(request), request.id);
    return { status_code: answer.status, body: JSON.stringify(answer) };
  }
  if (error instanceof Error && !("status_code" in error)) {
    request.log.error({ err: error }, "upload failed");
    const answer = problem("internal", {}, [], langOf(request), request.id);
    return { status_code: 500, body: JSON.stringify(answer) };
  }
  return undefined;
}

async function answer(request: FastifyRequest, reply: FastifyReply, server: Server): Promise<void> {
  const { raw } = request;
  const headers = Object.entries(raw.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value] as [string, string]],
  );
  const response = await server.handleWeb(
    new Request(`http://localhost${request.url}`, {
      method: raw.method ?? "GET",
      headers,
    }),
  );
  const body = response.body === null ? "" : await response.text();
  void reply.status(response.status).headers(Object.fromEntries(response.headers));
  if (body.startsWith('{"type":"urn:'))
    void reply.header("content-type", "application/problem+json; charset=utf-8");
  void reply.send(response.status === 204 || raw.method === "HEAD" ? undefined : body);
}
