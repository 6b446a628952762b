import { confirmPost, listPostsToReview } from "@yunjian/contract";
import { Button } from "antd";
import { useMemo } from "react";
import { Link } from "react-router";
import { type RowOf, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useWord } from "../../lib/words.ts";
import { type Column, DataTable, type Filter } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { DueTime, Instant } from "../../ui/When.tsx";

type Row = RowOf<typeof listPostsToReview>;

/** Who holds which post, who confirmed it when, and by when it has to be confirmed again. */
export default function ReviewPage() {
  const text = useText();
  const word = useWord();
  const label = (name: string) => text(`people.${name}`);
  const filters = useMemo<Filter[]>(
    () => [
      {
        param: "due",
        label: text("people.review.filter"),
        options: [{ value: "true", label: text("people.review.dueOnly") }],
        width: 150,
      },
    ],
    [text],
  );
  const columns: Column<Row>[] = [
    {
      key: "person",
      title: label("one"),
      main: true,
      width: 110,
      render: (row) => <Link to={`/people/${row.person.id}`}>{row.person.name}</Link>,
      text: (row) => row.person.name,
    },
    {
      key: "organisation",
      title: label("organisation"),
      width: 150,
      render: (row) => row.organisation.name,
      text: (row) => row.organisation.name,
    },
    {
      key: "post",
      title: label("post"),
      width: 140,
      render: (row) => word("post", row.post),
      text: (row) => word("post", row.post),
    },
    {
      key: "from",
      title: label("from"),
      width: 140,
      render: (row) => <Instant at={row.from} />,
      text: (row) => row.from,
    },
    {
      key: "confirmed",
      title: label("confirmed"),
      width: 150,
      render: (row) =>
        row.confirmedAt === null ? (
          <span className="yj-hint">{label("confirmedNever")}</span>
        ) : (
          <>
            <Instant at={row.confirmedAt} /> {row.confirmedBy}
          </>
        ),
      text: (row) => row.confirmedAt,
    },
    {
      key: "due",
      title: label("review.due"),
      width: 180,
      render: (row) => <DueTime at={row.dueAt} soonDays={30} />,
      text: (row) => row.dueAt,
    },
    {
      key: "act",
      title: text("registry.action"),
      width: 110,
      render: (row) => row.mayConfirm && <Confirm row={row} />,
      text: () => null,
    },
  ];
  return (
    <>
      <PageHeader title={label("review.title")} hint={label("review.hint")} />
      <DataTable
        id="posts-review"
        title={label("review.title")}
        route={listPostsToReview}
        columns={columns}
        filters={filters}
        rowKey={(row) => row.id}
        empty={{ title: label("review.empty"), hint: label("review.emptyHint") }}
      />
    </>
  );
}

function Confirm({ row }: { readonly row: Row }) {
  const text = useText();
  const change = useChange(confirmPost, { done: "people.confirmDone" });
  return (
    <Button
      size="small"
      loading={change.busy}
      onClick={() => void change.run({ params: { id: row.person.id, postId: row.id } })}
    >
      {text("people.confirm")}
    </Button>
  );
}
