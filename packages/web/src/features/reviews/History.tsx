import type { ReviewPage } from "@yunjian/contract";
import { Link } from "react-router";
import { useText } from "../../lib/language.ts";
import { Section } from "../../ui/Section.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { Timeline, type TimelineItem } from "../../ui/Timeline.tsx";

/** Every review of the period so far, the newest first. */
export function ReviewHistory({ page }: { readonly page: ReviewPage }) {
  const text = useText();
  const items = page.reviews.flatMap((review): TimelineItem[] => {
    const decided = review.decidedAt ?? review.proposedAt;
    const who =
      review.secondBy && review.decidedAt
        ? `${review.decidedBy?.name} / ${review.secondBy.name}`
        : review.decidedBy?.name;
    return [
      ...(decided && review.outcome
        ? [
            {
              key: `${review.id} decided`,
              at: decided,
              what: (
                <>
                  {text(
                    review.state === "superseded"
                      ? "reviews.history.superseded"
                      : `reviews.history.${review.decidedAt ? "decided" : "proposed"}`,
                  )}{" "}
                  <StateTag plain kind="review" state={review.outcome} />
                </>
              ),
              who,
              detail: review.note,
              shape: review.outcome === "compliant" ? ("check" as const) : ("flag" as const),
            },
          ]
        : []),
      {
        key: `${review.id} received`,
        at: review.receivedAt,
        what: text(review.fresh ? "reviews.history.fresh" : "reviews.history.received"),
        who: review.receivedBy?.name,
        detail: review.submissionNumber,
      },
    ];
  });
  return (
    <Section title={text("reviews.history.title")}>
      <Timeline items={items} />
    </Section>
  );
}

export function Siblings({ page }: { readonly page: ReviewPage }) {
  const text = useText();
  if (page.siblings.length === 0) return null;
  return (
    <Section title={text("reviews.siblings.title")} hint={text("reviews.siblings.hint")}>
      <ul>
        {page.siblings.map((each) => (
          <li key={each.periodId} className="yj-check yj-check-line">
            <Link to={`/reviews/${each.periodId}`}>
              {each.duty.id} {each.label} {each.cloud.id !== page.cloud.id && each.cloud.name}
            </Link>
            {each.review ? (
              <StateTag plain kind="reviewStage" state={each.review.state} />
            ) : (
              <StateTag plain kind="period" state={each.state} />
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
