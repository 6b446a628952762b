import { PaperClipOutlined } from "@ant-design/icons";
import { type ChangeDetail, type ChangeItem, type ChangeNoticeDetail, downloadFile } from "@yunjian/contract";
import { Form } from "antd";
import type { ReactNode } from "react";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import type { Uploads } from "../../lib/use-uploads.ts";
import type { Shape } from "../../ui/shapes.ts";
import { ToneTag } from "../../ui/StateTag.tsx";
import { Timeline } from "../../ui/Timeline.tsx";
import type { Tone } from "../../ui/tones.ts";
import { FileDrop, UploadList } from "../../ui/Uploader.tsx";
import { Instant } from "../../ui/When.tsx";

/** What makes a change stand out: how it came, too short a notice, against the opinion, what customers say. */
export function Marks({ of }: { readonly of: ChangeItem }) {
  const text = useText();
  return (
    <span className="yj-change-marks">
      {of.mode !== "planned" && (
        <ToneTag plain tone={of.mode === "emergency" ? "warn" : "bad"}>
          {text(`changes.mode.${of.mode}`)}
        </ToneTag>
      )}
      {of.noticeShort && (
        <ToneTag plain tone="warn">
          {text("changes.mark.short")}
        </ToneTag>
      )}
      {of.filedLate && (
        <ToneTag plain tone="warn">
          {text("changes.mark.late")}
        </ToneTag>
      )}
      {of.against && (
        <ToneTag plain tone="bad">
          {text(`changes.against.${of.against}`)}
        </ToneTag>
      )}
      {of.objections > 0 && (
        <ToneTag plain tone="warn" shape="flag">
          {text("changes.mark.objections", { count: of.objections })}
        </ToneTag>
      )}
      {of.openQuestions > 0 && (
        <ToneTag plain tone="wait">
          {text("changes.mark.questions", { count: of.openQuestions })}
        </ToneTag>
      )}
    </span>
  );
}

export function Span({ from, to }: { readonly from: string | null; readonly to: string | null }): ReactNode {
  if (from === null) return null;
  return (
    <>
      <Instant at={from} />
      {to !== null && (
        <>
          {" – "}
          <Instant at={to} />
        </>
      )}
    </>
  );
}

type StoredFiles = ChangeDetail["steps"][number]["files"];

function FileLinks({ files }: { readonly files: StoredFiles }) {
  if (files.length === 0) return null;
  return (
    <div className="yj-change-files">
      {files.map((file) =>
        file.state === "kept" ? (
          <a key={file.id} href={downloadFile.path.replace(":id", file.id)} download={file.name}>
            <PaperClipOutlined aria-hidden="true" />
            {file.name}
          </a>
        ) : (
          <span key={file.id}>{file.name}</span>
        ),
      )}
    </div>
  );
}

type Step = ChangeDetail["steps"][number];
const LOOKS: Record<Step["kind"], readonly [Tone, Shape]> = {
  announce: ["info", "flag"],
  reschedule: ["warn", "clock"],
  analyse: ["info", "pen"],
  opinion: ["wait", "half"],
  advise: ["info", "check"],
  withdraw: ["muted", "back"],
  declare: ["warn", "triangle"],
  find: ["bad", "flag"],
  dismiss: ["muted", "cross"],
  implement: ["info", "dot"],
  assess: ["info", "pen"],
  return: ["warn", "back"],
  inconsistent: ["bad", "cross"],
  close: ["good", "check"],
  acknowledge: ["good", "dot"],
  ask: ["wait", "flag"],
  object: ["warn", "flag"],
  answer: ["info", "dot"],
};

/** Every step with its words and files, the newest first. */
export function ChangeTimeline({ steps }: { readonly steps: readonly Step[] }) {
  const text = useText();
  return (
    <Timeline
      items={[...steps].reverse().map((step) => {
        const [tone, shape] = LOOKS[step.kind];
        return {
          key: step.id,
          at: step.at,
          tone,
          shape,
          what: text(`changes.step.${step.kind}`),
          who: step.by ? `${step.by.name} ${step.org?.name ?? ""}` : text("common.platformItself"),
          detail: (step.text || step.files.length > 0) && (
            <>
              {step.text && <div className="yj-change-text">{step.text}</div>}
              <FileLinks files={step.files} />
            </>
          ),
        };
      })}
    />
  );
}

/** Files of a step. Nothing is sent while one of them is on its way. */
export function FilesField({ uploads }: { readonly uploads: Uploads }) {
  const text = useText();
  return (
    <Form.Item
      name="files"
      label={text("changes.files")}
      extra={text("changes.filesHint")}
      rules={[
        {
          validator: async () => {
            if (uploads.pending) throw new Error(text("changes.filesPending"));
          },
        },
      ]}
    >
      <div>
        <FileDrop uploads={uploads} />
        <UploadList uploads={uploads} />
      </div>
    </Form.Item>
  );
}

/** A customer's questions and objections with the provider's answers. */
export function Threads({
  questions,
  action,
}: {
  readonly questions: ChangeNoticeDetail["questions"];
  readonly action?: (id: string) => ReactNode;
}) {
  const text = useText();
  return questions.map((question) => (
    <div key={question.id} className="yj-change-thread">
      <ToneTag plain tone={question.objection ? "warn" : "info"} shape="flag">
        {text(question.objection ? "changes.objection" : "changes.question")}
      </ToneTag>{" "}
      <span className="yj-hint">
        {question.by.name} {formatInstant(question.at)}
      </span>
      <div className="yj-change-text">{question.text}</div>
      {question.answer ? (
        <>
          <span className="yj-hint">
            {text("changes.answer.label")} {question.answer.by.name} {formatInstant(question.answer.at)}
          </span>
          <div className="yj-change-text">{question.answer.text}</div>
        </>
      ) : (
        <div>
          <span className="yj-hint">{text("changes.answerWaiting")}</span> {action?.(question.id)}
        </div>
      )}
    </div>
  ));
}
