import { changePerson, createPerson, givePost, type OutputOf, type PersonItem } from "@yunjian/contract";
import { ENGAGEMENT_ROLES, EXCLUSIVE_POSTS, type Post, postsFor } from "@yunjian/domain";
import { Form, Select } from "antd";
import { useRef, useState } from "react";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { useWordOptions } from "../../lib/words.ts";
import { Field, Pair, TextField } from "./Fields.tsx";
import { FormDrawer } from "../../ui/FormDrawer.tsx";
import { OrganisationPick } from "./Picks.tsx";
import { SecretModal } from "./SecretModal.tsx";

interface DrawerProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

interface Link {
  readonly token: string;
  readonly expiresAt: string;
}

/** The link by which a person sets a password, to be handed over now. */
export function LinkModal({
  link,
  name,
  reset,
  onClose,
}: {
  readonly link: Link | null;
  readonly name: string;
  readonly reset: boolean;
  readonly onClose: () => void;
}) {
  const text = useText();
  return (
    <SecretModal
      secret={link && `${window.location.origin}/link#${link.token}`}
      title={text(reset ? "people.link.reset" : "people.link.invitation", { name })}
      onClose={onClose}
    >
      {link &&
        text(reset ? "people.link.resetHint" : "people.link.invitationHint", {
          name,
          until: formatInstant(link.expiresAt),
        })}
    </SecretModal>
  );
}

interface PersonValues {
  name: string;
  email: string;
  phone: string;
  title: string;
  posts: Post[];
}

export function CreatePersonDrawer({
  open,
  onClose,
  organisation,
}: DrawerProps & {
  readonly organisation: { readonly id: string; readonly name: string; readonly roles: readonly string[] };
}) {
  const text = useText();
  const options = useWordOptions();
  const all = useCan()("people.manage");
  const [made, setMade] = useState<{ name: string; link: Link } | null>(null);
  // Set while the form is sent and read when the answer comes: a state would still be the old one there.
  const name = useRef("");
  const posts = postsFor(organisation.roles).filter((post) => all || !EXCLUSIVE_POSTS.includes(post));
  return (
    <>
      <FormDrawer<PersonValues, typeof createPerson>
        open={open}
        title={text("people.createIn", { organisation: organisation.name })}
        submit={text("people.createSubmit")}
        route={createPerson}
        initial={{ phone: "", title: "", ...(posts.length === 1 && { posts }) }}
        input={(values) => {
          name.current = values.name;
          return { body: { ...values, orgId: organisation.id } };
        }}
        done="people.created"
        rename={{ "/post": "posts" }}
        hint={text("people.createHint")}
        onClose={onClose}
        onDone={(output: OutputOf<typeof createPerson>) => setMade({ name: name.current, link: output.link })}
      >
        {() => (
          <>
            <PersonFields />
            <Field name="posts" label={text("people.posts")} required help={text("people.postsHelp")}>
              <Select mode="multiple" options={options("post", posts)} optionFilterProp="label" />
            </Field>
          </>
        )}
      </FormDrawer>
      <LinkModal
        link={made?.link ?? null}
        name={made?.name ?? ""}
        reset={false}
        onClose={() => setMade(null)}
      />
    </>
  );
}

export function ChangePersonDrawer({ open, onClose, person }: DrawerProps & { readonly person: PersonItem }) {
  const text = useText();
  const { name, email, phone, title, id, version } = person;
  return (
    <FormDrawer<Omit<PersonValues, "posts">, typeof changePerson>
      open={open}
      title={text("people.change")}
      submit={text("common.save")}
      route={changePerson}
      initial={{ name, email, phone, title }}
      input={(values) => ({ params: { id }, body: { ...values, version } })}
      done="common.saved"
      onClose={onClose}
    >
      {() => <PersonFields />}
    </FormDrawer>
  );
}

function PersonFields() {
  const text = useText();
  return (
    <>
      <Pair>
        <TextField name="name" label={text("people.name")} required max={50} />
        <TextField name="title" label={text("people.title")} max={50} />
      </Pair>
      <TextField
        name="email"
        label={text("people.email")}
        required
        max={200}
        help={text("people.emailHelp")}
      />
      <TextField name="phone" label={text("people.phone")} max={30} />
    </>
  );
}

/** A post in the own organisation, or, by who manages everybody, in another. */
export function GivePostDrawer({
  open,
  onClose,
  person,
  give,
}: DrawerProps & { readonly person: PersonItem; readonly give: readonly Post[] }) {
  const text = useText();
  const options = useWordOptions();
  const all = useCan()("people.manage");
  return (
    <FormDrawer<{ orgId: string; post: Post }, typeof givePost>
      open={open}
      title={text("people.givePost")}
      submit={text("people.givePost")}
      route={givePost}
      initial={{ orgId: person.organisation.id }}
      input={(body) => ({ params: { id: person.id }, body })}
      done="people.postGiven"
      hint={text("people.givePostHint")}
      onClose={onClose}
    >
      {() => (
        <>
          <Field name="orgId" label={text("people.organisation")} required>
            <OrganisationPick current={person.organisation} disabled={!all} />
          </Field>
          <Form.Item noStyle dependencies={["orgId"]}>
            {({ getFieldValue }) => {
              const elsewhere = getFieldValue("orgId") !== person.organisation.id;
              const posts = elsewhere ? postsFor(ENGAGEMENT_ROLES) : give;
              return (
                <Field name="post" label={text("people.post")} required help={text("people.exclusiveHelp")}>
                  <Select options={options("post", posts)} />
                </Field>
              );
            }}
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}
