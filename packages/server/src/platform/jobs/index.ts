export { defineJob } from "./define.ts";
export { enqueue } from "./queue.ts";
export { type Jobs, runJob, startJobs } from "./worker.ts";
