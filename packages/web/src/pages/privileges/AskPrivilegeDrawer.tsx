import { askPrivilege, type BodyOf, getPrivilegeChoices } from "@yunjian/contract";
import { addDays, addMonths, dateOf, type Post } from "@yunjian/domain";
import { Form, Radio, Select } from "antd";
import { useNavigate } from "react-router";
import { useCall } from "../../lib/api.ts";
import { currentTime } from "../../lib/clock.ts";
import { useText } from "../../lib/language.ts";
import { useWordOptions } from "../../lib/words.ts";
import { Loaded } from "../../ui/Loading.tsx";
import { DateInput, Field, Pair, TextField } from "../../features/registry/Fields.tsx";
import { FormDrawer } from "../../ui/FormDrawer.tsx";
import { PermissionPick, PermissionWords } from "../../features/rights/permissions.tsx";
import { ScopePick } from "../../features/rights/ScopePick.tsx";

type Body = BodyOf<typeof askPrivilege>;
interface Values extends Body {
  readonly kind: "post" | "permissions";
}
const USUAL_DAYS = 14;

/** A post's extra rights or single ones, for a purpose and a time. */
export function AskPrivilegeDrawer({
  open,
  onClose,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const text = useText();
  const navigate = useNavigate();
  const choices = useCall(getPrivilegeChoices, open ? {} : null);
  const today = dateOf(currentTime());
  const label = (name: string) => text(`privileges.${name}`);
  return (
    <FormDrawer<Values, typeof askPrivilege>
      open={open}
      title={label("ask")}
      submit={label("askSubmit")}
      route={askPrivilege}
      initial={{
        kind: "permissions",
        post: null,
        permissions: [],
        subjects: null,
        from: today,
        until: addDays(today, USUAL_DAYS),
      }}
      input={({ kind, ...body }) => ({
        body: { ...body, ...(kind === "post" ? { permissions: [] } : { post: null }) },
      })}
      done="privileges.asked"
      hint={label("askHint")}
      onClose={onClose}
      onDone={({ id }) => void navigate(`/privileges/${id}`)}
    >
      {() => (
        <Loaded query={choices} rows={4}>
          {({ posts, permissions, maxMonths }) => (
            <>
              {posts.length > 0 && (
                <Field name="kind" label={label("kind")} required>
                  <Radio.Group
                    options={[
                      { value: "permissions", label: label("byPermission") },
                      { value: "post", label: label("byPost") },
                    ]}
                  />
                </Field>
              )}
              <Form.Item noStyle dependencies={["kind", "post"]}>
                {({ getFieldValue }) =>
                  getFieldValue("kind") === "post" ? (
                    <PostField
                      posts={posts}
                      extra={posts.find(({ post }) => post === getFieldValue("post"))?.extra}
                    />
                  ) : (
                    <Field name="permissions" label={label("what")} required>
                      <PermissionPick offered={permissions} />
                    </Field>
                  )
                }
              </Form.Item>
              <Field name="subjects" label={label("scope")} help={label("scopeHelp")}>
                <ScopePick />
              </Field>
              <TextField
                name="purpose"
                label={label("purpose")}
                required
                max={500}
                area
                help={label("purposeHelp")}
              />
              <Pair>
                <Field name="from" label={label("from")} required>
                  <DateInput earliest={today} />
                </Field>
                <Form.Item noStyle dependencies={["from"]}>
                  {({ getFieldValue }) => {
                    const from = String(getFieldValue("from") ?? today);
                    return (
                      <Field
                        name="until"
                        label={label("until")}
                        required
                        help={text("privileges.untilHelp", { months: maxMonths })}
                      >
                        <DateInput earliest={from} latest={addMonths(from, maxMonths)} />
                      </Field>
                    );
                  }}
                </Form.Item>
              </Pair>
            </>
          )}
        </Loaded>
      )}
    </FormDrawer>
  );
}

function PostField({
  posts,
  extra,
}: {
  readonly posts: readonly { readonly post: Post }[];
  readonly extra: Parameters<typeof PermissionWords>[0]["permissions"] | undefined;
}) {
  const text = useText();
  const options = useWordOptions();
  return (
    <Field
      name="post"
      label={text("privileges.post")}
      required
      help={
        extra && (
          <>
            {text("privileges.adds", { words: "" })}
            <PermissionWords permissions={extra} most={20} />
          </>
        )
      }
    >
      <Select
        options={options(
          "post",
          posts.map(({ post }) => post),
        )}
      />
    </Field>
  );
}
