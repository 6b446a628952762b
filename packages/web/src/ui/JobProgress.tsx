import { cancelJob, getJob } from "@yunjian/contract";
import { Button, Modal, Progress } from "antd";
import { useChange, useCall } from "../lib/api.ts";
import { formatNumber } from "../lib/format.ts";
import { useText } from "../lib/language.ts";
import { Problem } from "./Problem.tsx";
import { StateTag } from "./StateTag.tsx";

const RENEW = 1000;

export interface JobProgressProps {
  readonly jobId: string | null;
  readonly title: string;
  /** What stays when it is stopped. */
  readonly hint: string;
  readonly onClose: () => void;
}

const STATES = {
  queued: "waiting",
  running: "running",
  done: "done",
  failed: "failed",
  cancelled: "withdrawn",
} as const;

/** What somebody waits for: how far it is, and how to stop it. The window may be closed: the job goes on. */
export function JobProgress({ jobId, title, hint, onClose }: JobProgressProps) {
  const text = useText();
  const query = useCall(getJob, jobId === null ? null : { params: { id: jobId } }, {
    refetchInterval: RENEW,
    staleTime: 0,
  });
  const stop = useChange(cancelJob, { refresh: false, onDone: () => void query.refetch() });
  const job = query.data;
  const ended = job !== undefined && job.endedAt !== null;
  const percent = job?.total ? Math.floor((job.done / job.total) * 100) : ended ? 100 : 0;
  return (
    <Modal
      open={jobId !== null}
      title={title}
      onCancel={onClose}
      footer={[
        ...(ended || job === undefined
          ? []
          : [
              <Button
                key="stop"
                danger
                loading={stop.busy || job.cancelRequested}
                onClick={() => void stop.run({ params: { id: job.id }, body: {} })}
              >
                {text("common.job.stop")}
              </Button>,
            ]),
        <Button key="close" type={ended ? "primary" : "default"} onClick={onClose}>
          {text("common.close")}
        </Button>,
      ]}
    >
      <Problem error={query.error} />
      {job && (
        <>
          <StateTag kind="generic" state={STATES[job.state]} />
          <Progress
            percent={job.state === "done" ? 100 : percent}
            status={job.state === "failed" ? "exception" : "normal"}
          />
          {job.total !== null && job.total > 0 && (
            <p className="yj-figure">
              {text("common.job.count", { done: formatNumber(job.done), total: formatNumber(job.total) })}
            </p>
          )}
          <p className="yj-hint">{hint}</p>
        </>
      )}
    </Modal>
  );
}
