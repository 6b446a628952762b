import { QueueTable } from "../../features/reviews/QueueTable.tsx";
import { ReviewFigures } from "../../features/reviews/Figures.tsx";
import { useText } from "../../lib/language.ts";
import { PageHeader } from "../../ui/ObjectHeader.tsx";

/** What waits for the supervisor, in the order of its own limits. */
export default function QueuePage() {
  const text = useText();
  return (
    <>
      <PageHeader title={text("reviews.title")} hint={text("reviews.queueHint")} />
      <ReviewFigures />
      <QueueTable />
    </>
  );
}
