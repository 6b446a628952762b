import { addComment, type ReviewComment, resolveComment } from "@yunjian/contract";
import { Button, Input } from "antd";
import { useEffect, useRef, useState } from "react";
import { useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";
import { Instant } from "../../ui/When.tsx";
import { PersonName } from "../../ui/Words.tsx";
import type { Place } from "../../ui/viewer/place.ts";
import type { PinnedPlace } from "./Evidence.tsx";

interface CommentsProps {
  readonly periodId: string;
  readonly submissionId: string;
  readonly comments: readonly ReviewComment[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly fileNames: ReadonlyMap<string, string>;
  readonly active: string | undefined;
  readonly onActive: (id: string | undefined) => void;
  readonly writable: boolean;
  /** The place a new comment is pinned to. */
  readonly pinned: PinnedPlace | undefined;
  readonly onPinned: (pinned: PinnedPlace | undefined) => void;
  /** May settle whatever was said; otherwise only the own organisation's. */
  readonly reviewing: boolean;
  readonly orgId: string;
}

/** What was noted at the evidence; both sides write, the reviewing side settles. */
export function Comments(props: CommentsProps) {
  const { comments, numbers, fileNames, active, onActive, writable, reviewing, orgId } = props;
  const text = useText();
  const [all, setAll] = useState(false);
  const resolve = useChange(resolveComment);
  const settled = comments.filter((comment) => comment.resolvedAt !== null);
  const shown = comments.filter((comment) => all || comment.resolvedAt === null || comment.id === active);
  return (
    <Section
      title={text("reviews.comments.title")}
      extra={
        settled.length > 0 && (
          <Button type="link" size="small" onClick={() => setAll(!all)}>
            {all
              ? text("reviews.comments.hideResolved")
              : text("reviews.comments.showResolved", { count: settled.length })}
          </Button>
        )
      }
    >
      {comments.length === 0 && (
        <EmptyHint
          small
          title={text("reviews.comments.empty")}
          hint={writable ? text("reviews.comments.emptyHint") : undefined}
        />
      )}
      <ul>
        {shown.map((comment) => (
          <li
            key={comment.id}
            className={comment.id === active ? "yj-comment yj-comment-active" : "yj-comment"}
          >
            <div className="yj-comment-head">
              {comment.fileId && (
                <button type="button" className="yj-pin-mark" onClick={() => onActive(comment.id)}>
                  {numbers.get(comment.id)}
                </button>
              )}
              <PersonName name={comment.author.name} organisation={comment.authorOrg.name} />
              <Instant at={comment.createdAt} />
            </div>
            {comment.fileId && (
              <div className="yj-hint">
                {fileNames.get(comment.fileId)} · <PlaceWords place={comment.anchor} />
              </div>
            )}
            {comment.anchor?.quote && (
              <blockquote className="yj-comment-quote">{comment.anchor.quote}</blockquote>
            )}
            <div className="yj-comment-text">{comment.text}</div>
            {comment.resolvedAt && (
              <div className="yj-hint">
                {text("reviews.comments.resolved", { name: comment.resolvedBy?.name ?? "" })}
              </div>
            )}
            {(reviewing || comment.authorOrg.id === orgId) && (
              <Button
                type="link"
                size="small"
                disabled={resolve.busy}
                onClick={() =>
                  void resolve.run({
                    params: { id: comment.id },
                    body: { version: comment.version, resolved: comment.resolvedAt === null },
                  })
                }
              >
                {text(comment.resolvedAt ? "reviews.comments.reopen" : "reviews.comments.resolve")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {writable && <NewComment {...props} />}
    </Section>
  );
}

function NewComment({ periodId, submissionId, fileNames, pinned, onPinned, reviewing }: CommentsProps) {
  const text = useText();
  const [words, setWords] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const add = useChange(addComment, {
    errors: "page",
    onDone: () => {
      setWords("");
      onPinned(undefined);
    },
  });
  // A place was chosen in the evidence: the words come next.
  useEffect(() => {
    if (pinned) box.current?.querySelector("textarea")?.focus();
  }, [pinned]);
  const send = () => {
    if (words.trim() === "") return;
    void add.run({
      body: {
        periodId,
        submissionId,
        text: words,
        ...(pinned && { fileId: pinned.fileId, anchor: pinned.place }),
      },
    });
  };
  return (
    <div className="yj-comment-form" ref={box}>
      {pinned && (
        <div className="yj-hint">
          {fileNames.get(pinned.fileId)} · <PlaceWords place={pinned.place} />
          <Button type="link" size="small" onClick={() => onPinned(undefined)}>
            {text("reviews.comments.dropPlace")}
          </Button>
          {pinned.place.quote && <blockquote className="yj-comment-quote">{pinned.place.quote}</blockquote>}
        </div>
      )}
      <Input.TextArea
        aria-label={text("reviews.comments.add")}
        autoSize={{ minRows: 2, maxRows: 8 }}
        maxLength={2000}
        placeholder={text(reviewing ? "reviews.comments.placeholder" : "reviews.comments.reply")}
        value={words}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
        }}
      />
      <Problem error={add.error} />
      <Button size="small" disabled={words.trim() === ""} loading={add.busy} onClick={send}>
        {text("reviews.comments.add")}
      </Button>
    </div>
  );
}

function PlaceWords({ place }: { readonly place: Place | null }) {
  const text = useText();
  if (place?.page !== undefined) return <>{text("reviews.comments.place.page", { page: place.page })}</>;
  if (place?.line !== undefined) return <>{text("reviews.comments.place.line", { line: place.line })}</>;
  return (
    <>{text(place?.x === undefined ? "reviews.comments.place.whole" : "reviews.comments.place.point")}</>
  );
}
