import {
  confirmPost,
  endPost,
  getPerson,
  makeLink,
  type OutputOf,
  resetFactors,
  unlockPerson,
} from "@yunjian/contract";
import { Button } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { EndAction } from "../../features/registry/EndAction.tsx";
import { History } from "../../features/registry/History.tsx";
import { ChangePersonDrawer, GivePostDrawer, LinkModal } from "../../features/registry/PersonForms.tsx";
import { EraseAction } from "../../features/retention/EraseAction.tsx";
import { LeaveDialog } from "../../features/rights/LeaveDialog.tsx";
import { Rights } from "../../features/rights/Rights.tsx";
import { LifeTag, PersonTag } from "../../features/registry/tags.tsx";
import { useCall, useChange } from "../../lib/api.ts";
import { ConfirmDanger } from "../../ui/Confirm.tsx";
import { useText } from "../../lib/language.ts";
import { can, useMe } from "../../lib/me.ts";
import { useWord } from "../../lib/words.ts";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Columns, Section } from "../../ui/Section.tsx";
import { Instant } from "../../ui/When.tsx";

type PersonData = OutputOf<typeof getPerson>;

export default function PersonPage() {
  const { id = "" } = useParams();
  const person = useCall(getPerson, { params: { id } });
  return <Loaded query={person}>{(data) => <Person person={data} />}</Loaded>;
}

function Person({ person }: { readonly person: PersonData }) {
  const text = useText();
  const me = useMe();
  const [changing, setChanging] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const { id, name, state, may, organisation } = person;
  const own = me.person.id === id;
  const turn =
    state === "ended"
      ? null
      : state === "invited"
        ? name
        : state === "locked"
          ? text("people.turn.securityAdmin")
          : null;
  return (
    <>
      <ObjectHeader
        back={{ to: "/people", label: text("people.many") }}
        title={name}
        state={<PersonTag state={state} />}
        turn={
          state !== "ended" && (
            <WhoseTurn
              who={turn}
              mine={state === "locked" && may.unlock}
              what={text(`people.turn.${state}`)}
              {...(person.lockedUntil && { until: person.lockedUntil })}
            />
          )
        }
        actions={
          <>
            {!own && (
              <EraseAction
                kind="person"
                id={id}
                name={person.name}
                ended={state === "ended" && !person.email.endsWith("@invalid")}
              />
            )}
            {may.unlock && <Unlock id={id} />}
            {can(me, "people.unlock") && !own && state !== "ended" && <ResetFactors person={person} />}
            {may.manage && !own && (
              <Button danger onClick={() => setLeaving(true)}>
                {text("people.end.button")}
              </Button>
            )}
            {may.manage && !own && <NewLink person={person} />}
            {may.manage && (
              <Button type="primary" onClick={() => setChanging(true)}>
                {text("common.edit")}
              </Button>
            )}
          </>
        }
        facts={[
          {
            label: text("people.organisation"),
            value: <Link to={`/organisations/${organisation.id}`}>{organisation.name}</Link>,
          },
          { label: text("people.title"), value: person.title },
          { label: text("people.email"), value: person.email },
          { label: text("people.phone"), value: person.phone },
          { label: text("registry.registeredAt"), value: <Instant at={person.createdAt} /> },
          ...(person.endedAt
            ? [{ label: text("people.endedAt"), value: <Instant at={person.endedAt} /> }]
            : []),
        ]}
      />
      <Columns
        main={
          <>
            <Posts person={person} own={own} />
            {state !== "ended" && <Rights personId={id} />}
          </>
        }
        side={<History entries={person.history} />}
      />
      {leaving && <LeaveDialog person={person} onClose={() => setLeaving(false)} />}
      <ChangePersonDrawer open={changing} person={person} onClose={() => setChanging(false)} />
    </>
  );
}

type PostData = PersonData["postHistory"][number];

function Posts({ person, own }: { readonly person: PersonData; readonly own: boolean }) {
  const text = useText();
  const word = useWord();
  const [giving, setGiving] = useState(false);
  const { may } = person;
  return (
    <Section
      flush
      title={text("people.posts")}
      hint={text(own ? "people.ownPosts" : "people.postsHint")}
      extra={
        may.give.length > 0 && <Button onClick={() => setGiving(true)}>{text("people.givePost")}</Button>
      }
    >
      <LocalTable
        title={text("people.posts")}
        rows={person.postHistory}
        rowKey={(post) => post.id}
        empty={{ title: text("people.noPosts"), hint: text("people.noPostsHint") }}
        columns={[
          {
            key: "post",
            title: text("people.post"),
            width: 115,
            render: (post) => word("post", post.post),
            text: (post) => word("post", post.post),
          },
          {
            key: "org",
            title: text("people.organisation"),
            width: 110,
            render: (post) => post.organisation.name,
            text: (post) => post.organisation.name,
          },
          {
            key: "from",
            title: text("people.from"),
            width: 135,
            render: (post) => <Instant at={post.from} />,
            text: (post) => post.from,
          },
          {
            key: "state",
            title: text("registry.state"),
            width: 95,
            render: (post) => (
              <>
                <LifeTag plain endedAt={post.to} running={text("people.holding")} />{" "}
                {post.to && <Instant at={post.to} />}
              </>
            ),
            text: (post) => post.to,
          },
          {
            key: "confirmed",
            title: text("people.confirmed"),
            width: 145,
            render: (post) => post.to === null && <ConfirmedWords post={post} person={person} own={own} />,
            text: (post) => post.confirmedAt,
          },
          ...(may.manage && !own
            ? [
                {
                  key: "act",
                  title: text("registry.action"),
                  width: 70,
                  render: (post: PostData) =>
                    post.to === null && (
                      <EndAction
                        route={endPost}
                        words="people.endPost"
                        reason="none"
                        params={{ name: person.name, post: word("post", post.post) }}
                        input={() => ({ params: { id: person.id, postId: post.id } })}
                        button={{ size: "small", type: "link" }}
                      />
                    ),
                  text: () => null,
                },
              ]
            : []),
        ]}
      />
      <GivePostDrawer open={giving} person={person} give={may.give} onClose={() => setGiving(false)} />
    </Section>
  );
}

/** Who confirmed when that a post is still needed, and the button that does. */
function ConfirmedWords({
  post,
  person,
  own,
}: {
  readonly post: PostData;
  readonly person: PersonData;
  readonly own: boolean;
}) {
  const text = useText();
  const change = useChange(confirmPost, { done: "people.confirmDone" });
  return (
    <>
      {post.confirmedAt === null ? (
        <span className="yj-hint">{text("people.confirmedNever")}</span>
      ) : (
        <>
          <Instant at={post.confirmedAt} /> {post.confirmedBy}
        </>
      )}
      {person.may.manage && !own && (
        <Button
          size="small"
          type="link"
          loading={change.busy}
          onClick={() => void change.run({ params: { id: person.id, postId: post.id } })}
        >
          {text("people.confirm")}
        </Button>
      )}
    </>
  );
}

function NewLink({ person }: { readonly person: PersonData }) {
  const text = useText();
  const [link, setLink] = useState<OutputOf<typeof makeLink> | null>(null);
  const change = useChange(makeLink, { onDone: setLink });
  const reset = person.state !== "invited";
  return (
    <>
      <Button loading={change.busy} onClick={() => void change.run({ params: { id: person.id } })}>
        {text(reset ? "people.link.makeReset" : "people.link.makeInvitation")}
      </Button>
      <LinkModal link={link} name={person.name} reset={reset} onClose={() => setLink(null)} />
    </>
  );
}

function Unlock({ id }: { readonly id: string }) {
  const text = useText();
  const change = useChange(unlockPerson, { done: "people.unlocked" });
  return (
    <Button loading={change.busy} onClick={() => void change.run({ params: { id } })}>
      {text("people.unlock")}
    </Button>
  );
}

/** For somebody who lost the second factor. */
function ResetFactors({ person }: { readonly person: PersonData }) {
  const text = useText();
  const [open, setOpen] = useState(false);
  const change = useChange(resetFactors, {
    done: "signIn.reset.done",
    errors: "page",
    onDone: () => setOpen(false),
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{text("signIn.reset.action")}</Button>
      <ConfirmDanger
        open={open}
        title={text("signIn.reset.title", { name: person.name })}
        what={text("signIn.reset.what")}
        whom={text("signIn.reset.whom")}
        undo={text("signIn.reset.undo")}
        confirm={text("signIn.reset.action")}
        reason="required"
        busy={change.busy}
        error={change.error}
        onConfirm={(reason) => void change.run({ params: { id: person.id }, body: { reason } })}
        onCancel={() => {
          change.reset();
          setOpen(false);
        }}
      />
    </>
  );
}
