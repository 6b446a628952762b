import { DownloadOutlined, PaperClipOutlined } from "@ant-design/icons";
import { type getSubmission, type OutputOf, type ReviewComment } from "@yunjian/contract";
import { Alert, Button } from "antd";
import { useState } from "react";
import { formatBytes } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Facts } from "../../ui/Facts.tsx";
import { ScanTag } from "../../ui/FileHealth.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { FileViewer } from "../../ui/viewer/FileViewer.tsx";
import { downloadAddress } from "../../ui/viewer/preview.ts";
import type { Place } from "../../ui/viewer/place.ts";
import "./reviews.css";

export type Submission = OutputOf<typeof getSubmission>;
export interface PinnedPlace {
  readonly fileId: string;
  readonly place: Place;
}

interface EvidenceProps {
  readonly submission: Submission;
  readonly comments: readonly ReviewComment[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly active: string | undefined;
  readonly onActive: (commentId: string) => void;
  readonly onPlace?: ((pinned: PinnedPlace) => void) | undefined;
}

/** What was handed in: its words, its files, and the file that is looked at. */
export function Evidence({ submission, comments, numbers, active, onActive, onPlace }: EvidenceProps) {
  const text = useText();
  const [chosen, setChosen] = useState(submission.files[0]?.id);
  const [shownFor, setShownFor] = useState<string>();
  // Choosing a comment opens the file it is pinned to, once.
  const pinnedTo = comments.find((comment) => comment.id === active)?.fileId;
  if (active !== shownFor) {
    setShownFor(active);
    if (pinnedTo) setChosen(pinnedTo);
  }
  const file = submission.files.find((each) => each.id === chosen) ?? submission.files[0];
  const countOf = (id: string) =>
    comments.filter((comment) => comment.fileId === id && comment.resolvedAt === null).length;
  return (
    <Section title={text("reviews.evidence.title")}>
      <Words submission={submission} />
      <ScanAlerts files={submission.files} />
      {submission.files.length > 1 && (
        <div className="yj-file-list">
          {submission.files.map((each) => (
            <button
              key={each.id}
              type="button"
              aria-pressed={each.id === file?.id}
              onClick={() => setChosen(each.id)}
            >
              <PaperClipOutlined aria-hidden="true" />
              <span className="yj-file-name" title={each.name}>
                {each.name}
              </span>
              {countOf(each.id) > 0 && (
                <span className="yj-hint">
                  {text("reviews.evidence.comments", { count: countOf(each.id) })}
                </span>
              )}
            </button>
          ))}
        </div>
      )}
      {file ? (
        <>
          <div className="yj-file-head">
            <strong>{file.name}</strong>
            <span className="yj-hint">{formatBytes(file.size)}</span>
            <StateTag plain kind="sensitivity" state={file.sensitivity} />
            {file.warnings.map((warning) => (
              <ToneTag key={warning} plain tone="warn" shape="triangle">
                {text(`reviews.warning.${warning}`)}
              </ToneTag>
            ))}
            {file.state === "kept" && <ScanTag scan={file.scan} plain />}
            {file.state === "kept" && file.scan.state !== "infected" && (
              <Button
                type="link"
                size="small"
                icon={<DownloadOutlined />}
                href={downloadAddress(file.id)}
                download={file.name}
              >
                {text("reviews.evidence.download")}
              </Button>
            )}
          </div>
          {file.note && <p className="yj-hint">{file.note}</p>}
          <FileViewer
            file={file}
            pins={comments.flatMap((comment) =>
              comment.fileId === file.id && comment.anchor
                ? [{ key: comment.id, n: numbers.get(comment.id) ?? 0, place: comment.anchor }]
                : [],
            )}
            active={active}
            onPin={onActive}
            onPlace={onPlace && ((place) => onPlace({ fileId: file.id, place }))}
          />
        </>
      ) : (
        <EmptyHint small title={text("reviews.evidence.none")} hint={text("reviews.evidence.noneHint")} />
      )}
    </Section>
  );
}

/** What the scan means for the decision, said once above the files. */
function ScanAlerts({ files }: { readonly files: Submission["files"] }) {
  const text = useText();
  const count = (state: string) =>
    files.filter((file) => file.state === "kept" && file.scan.state === state).length;
  const [waiting, infected] = [count("waiting"), count("infected")];
  return (
    <>
      {infected > 0 && (
        <Alert type="error" showIcon title={text("storage.reviewInfected", { count: infected })} />
      )}
      {waiting > 0 && (
        <Alert type="info" showIcon title={text("storage.reviewWaiting", { count: waiting })} />
      )}
    </>
  );
}

function Words({ submission }: { readonly submission: Submission }) {
  const text = useText();
  const { statement, kind, onSite, late, unchangedSince } = submission;
  return (
    <>
      {kind === "nil-report" && <p className="yj-statement">{text("reviews.evidence.nil")}</p>}
      {statement && <p className="yj-statement">{statement}</p>}
      {unchangedSince && (
        <p>
          {text("reviews.evidence.unchanged")} {unchangedSince.number} {unchangedSince.title}
        </p>
      )}
      {onSite && (
        <>
          <p className="yj-hint">{text("reviews.evidence.onSiteHint")}</p>
          <Facts
            items={[
              { label: text("reviews.evidence.place"), value: onSite.place },
              { label: text("reviews.evidence.contact"), value: onSite.contact },
              {
                label: text("reviews.evidence.available"),
                value: `${onSite.availableFrom} – ${onSite.availableTo}`,
              },
              { label: text("reviews.evidence.description"), value: onSite.description, wide: true },
            ]}
          />
        </>
      )}
      {late && (
        <Facts
          items={[
            { label: text("reviews.evidence.realDate"), value: late.realDate },
            { label: text("reviews.evidence.approver"), value: late.approver },
            { label: text("reviews.evidence.archiveNumber"), value: late.archiveNumber },
          ]}
        />
      )}
    </>
  );
}
