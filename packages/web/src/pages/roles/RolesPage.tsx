import { exportRoles } from "@yunjian/contract";
import {
  EXCLUSIVE_POSTS,
  isReading,
  type Permission,
  PERMISSIONS,
  POST_PERMISSIONS,
  POSTS,
  type Post,
  SETTINGS,
} from "@yunjian/domain";
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useSearchParams } from "react-router";
import "../../features/rights/rights.css";
import { groupsOf, usePermissionWord } from "../../features/rights/permissions.tsx";
import { useLang, useText } from "../../lib/language.ts";
import { useWord, useWordOptions } from "../../lib/words.ts";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { ShapeIcon, ToneTag } from "../../ui/StateTag.tsx";

const RULES = [
  "exclusive",
  "asks",
  "submits",
  "second",
  "own",
  "audit",
  "loosening",
  "keys",
  "temporary",
  "twoPerson",
] as const;

/** The table of who may do what, as server and pages read it. */
export default function RolesPage() {
  const text = useText();
  const word = useWord();
  const options = useWordOptions();
  const lang = useLang();
  const permissionWord = usePermissionWord();
  const [params, setParams] = useSearchParams();
  const chosen = POSTS.find((post) => post === params.get("post"));
  const posts: readonly Post[] = chosen ? [chosen] : POSTS;
  const permissions = (Object.keys(PERMISSIONS) as Permission[]).filter((permission) =>
    posts.some((post) => POST_PERMISSIONS[post].includes(permission)),
  );
  return (
    <>
      <PageHeader
        title={text("roles.title")}
        hint={text("roles.hint")}
        actions={
          <>
            <Select<Post>
              allowClear
              showSearch={{ optionFilterProp: "label" }}
              aria-label={text("roles.filter")}
              placeholder={text("roles.filter")}
              style={{ minWidth: 180 }}
              {...(chosen && { value: chosen })}
              options={options("post", POSTS)}
              onChange={(post) => setParams(post ? { post } : {}, { replace: true })}
            />
            <Button icon={<DownloadOutlined />} href={`${exportRoles.path}?language=${lang}`} download>
              {text("roles.export")}
            </Button>
          </>
        }
      />
      <div className="yj-matrix-frame">
        <table className="yj-matrix" aria-label={text("roles.title")}>
          <thead>
            <tr>
              <th scope="col" className="yj-matrix-name">
                {text("roles.permission")}
              </th>
              {posts.map((post) => (
                <th key={post} scope="col">
                  <div>{word("post", post)}</div>
                  {EXCLUSIVE_POSTS.includes(post) && <ToneTag tone="warn">{text("roles.exclusive")}</ToneTag>}
                  {POST_PERMISSIONS[post].every((each) => isReading(each) || each === "key.own") && (
                    <ToneTag tone="neutral">{text("roles.readOnly")}</ToneTag>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          {groupsOf(permissions).map(([area, each]) => (
            <tbody key={area}>
              <tr>
                <th scope="rowgroup" className="yj-matrix-area" colSpan={posts.length + 1}>
                  {text(`rights.area.${area}`)}
                </th>
              </tr>
              {each.map((permission) => (
                <tr key={permission}>
                  <th scope="row" className="yj-matrix-name">
                    {permissionWord(permission)}
                  </th>
                  {posts.map((post) => (
                    <td key={post}>
                      {POST_PERMISSIONS[post].includes(permission) && (
                        <span className="yj-matrix-yes">
                          <ShapeIcon shape="check" />
                          <span className="yj-visually-hidden">{text("roles.yes")}</span>
                        </span>
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </div>
      <Section title={text("roles.rules")}>
        <ul className="yj-rules">
          {RULES.map((rule) => (
            <li key={rule}>
              {text(`roles.rule.${rule}`, { months: SETTINGS["privilege.maxMonths"].default })}
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}
