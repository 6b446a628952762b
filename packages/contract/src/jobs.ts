import { Empty, Id, IdParams, Instant, Nullable, OneOf, route, Type } from "./route.ts";

export const JobView = Type.Object({
  id: Id,
  job: Type.String(),
  state: OneOf(["queued", "running", "done", "failed", "cancelled"]),
  done: Type.Integer(),
  total: Nullable(Type.Integer()),
  cancelRequested: Type.Boolean(),
  createdAt: Instant,
  endedAt: Nullable(Instant),
});

export const listJobs = route({
  method: "GET",
  path: "/api/jobs",
  access: "signed-in",
  summary: { zh: "本单位最近的后台作业", en: "The latest jobs of my organisation" },
  query: Type.Object({ job: Type.Optional(Type.String({ maxLength: 60 })) }),
  response: Type.Object({ items: Type.Array(JobView) }),
});

export const getJob = route({
  method: "GET",
  path: "/api/jobs/:id",
  access: "signed-in",
  summary: { zh: "后台作业的进度", en: "How far a job is" },
  params: IdParams,
  response: JobView,
  errors: ["not-found"],
});

export const cancelJob = route({
  method: "POST",
  path: "/api/jobs/:id/cancel",
  access: "signed-in",
  summary: { zh: "停止后台作业（已完成的部分保留）", en: "Stop a job; what it finished stays" },
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  response: Empty,
  errors: ["not-found", "not-your-organisation", "wrong-state"],
});
