import { getRights, type OutputOf } from "@yunjian/contract";
import { Link } from "react-router";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useWord } from "../../lib/words.ts";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { Section } from "../../ui/Section.tsx";
import { usePermissionWord } from "./permissions.tsx";

type Right = OutputOf<typeof getRights>["items"][number];

/** What a person may do, and which post or temporary privilege gives it. */
export function Rights({ personId }: { readonly personId: string }) {
  const text = useText();
  const query = useCall(getRights, { params: { id: personId } });
  return (
    <Section flush title={text("rights.person.title")} hint={text("rights.person.hint")}>
      <Loaded query={query} rows={4}>
        {({ items }) => <Table items={items} />}
      </Loaded>
    </Section>
  );
}

function Table({ items }: { readonly items: readonly Right[] }) {
  const text = useText();
  const word = useWord();
  const permissionWord = usePermissionWord();
  const several = new Set(items.map(({ organisation }) => organisation.id)).size > 1;
  const label = (name: string) => text(`rights.person.${name}`);
  return (
    <LocalTable
      title={label("title")}
      rows={items}
      rowKey={(row) => `${row.organisation.id} ${row.permission}`}
      empty={{ title: label("empty"), hint: label("emptyHint") }}
      columns={[
        {
          key: "permission",
          title: label("permission"),
          width: 200,
          render: (row) => permissionWord(row.permission),
          text: (row) => permissionWord(row.permission),
        },
        ...(several
          ? [
              {
                key: "organisation",
                title: label("organisation"),
                width: 140,
                render: (row: Right) => row.organisation.name,
                text: (row: Right) => row.organisation.name,
              },
            ]
          : []),
        {
          key: "because",
          title: label("because"),
          width: 280,
          render: (row) => (
            <>
              {row.posts.map((post) => word("post", post)).join(text("shell.listComma"))}
              {row.privileges.map((id) => (
                <Link key={id} to={`/privileges/${id}`}>
                  {" "}
                  {label("privilege")}
                </Link>
              ))}
            </>
          ),
          text: (row) => row.posts.join(" "),
        },
      ]}
    />
  );
}
