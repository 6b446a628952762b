import type { PersonItem } from "@yunjian/contract";
import { Link } from "react-router";
import { useText } from "../../lib/language.ts";
import { useWord } from "../../lib/words.ts";
import type { Column } from "../../ui/DataTable.tsx";
import { PersonTag } from "./tags.tsx";

/** The columns of every list of people. */
export function usePersonColumns({ organisation }: { readonly organisation: boolean }): Column<PersonItem>[] {
  const text = useText();
  const word = useWord();
  const posts = (person: PersonItem) =>
    person.posts
      .map(
        (post) =>
          `${word("post", post.post)}${post.organisation.id === person.organisation.id ? "" : ` (${post.organisation.name})`}`,
      )
      .join(text("shell.listComma"));
  return [
    {
      key: "name",
      title: text("people.name"),
      main: true,
      sort: "name",
      width: 110,
      render: (person) => <Link to={`/people/${person.id}`}>{person.name}</Link>,
      text: (person) => person.name,
    },
    ...(organisation
      ? [
          {
            key: "org",
            title: text("people.organisation"),
            width: 140,
            render: (person: PersonItem) => person.organisation.name,
            text: (person: PersonItem) => person.organisation.name,
          },
        ]
      : []),
    {
      key: "posts",
      title: text("people.posts"),
      width: 190,
      render: (person) => posts(person) || text("people.noPosts"),
      text: posts,
    },
    {
      key: "title",
      title: text("people.title"),
      optional: true,
      width: 90,
      render: (person) => person.title,
      text: (person) => person.title,
    },
    {
      key: "email",
      title: text("people.email"),
      width: 250,
      render: (person) => person.email,
      text: (person) => person.email,
    },
    {
      key: "phone",
      title: text("people.phone"),
      width: 130,
      render: (person) => <span className="yj-figure">{person.phone}</span>,
      text: (person) => person.phone,
    },
    {
      key: "state",
      title: text("registry.state"),
      width: 96,
      render: (person) => <PersonTag plain state={person.state} />,
      text: (person) => text(`people.state.${person.state}`),
    },
  ];
}
