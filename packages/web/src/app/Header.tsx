import { BankOutlined, DownOutlined, UserOutlined } from "@ant-design/icons";
import { actFor, setLanguage, signOut } from "@yunjian/contract";
import { Dropdown } from "antd";
import { Link, useNavigate } from "react-router";
import { useChange } from "../lib/api.ts";
import { chooseLanguage, useLang, useText } from "../lib/language.ts";
import { useMe } from "../lib/me.ts";
import { tellOtherTabs } from "../lib/session.ts";
import { useWord } from "../lib/words.ts";
import { HeaderSlot } from "./HeaderSlot.tsx";
import { Mark } from "./Mark.tsx";

export function Header() {
  const text = useText();
  return (
    <header className="yj-header">
      <Link className="yj-brand" to="/" aria-label={`${text("shell.product")} ${text("shell.home")}`}>
        <Mark />
        <span className="yj-brand-name">{text("shell.product")}</span>
        <span className="yj-brand-sub">{text("shell.subtitle")}</span>
      </Link>
      <Organisation />
      <div className="yj-header-right">
        <HeaderSlot />
        <LanguageSwitch />
        <Account />
      </div>
    </header>
  );
}

/** The organisation I act for, always in sight; a menu where there are several. */
function Organisation() {
  const text = useText();
  const word = useWord();
  const me = useMe();
  const change = useChange(actFor, {
    refresh: false,
    onDone: (_, { body }) => {
      const name = me.memberships.find((one) => one.orgId === body.orgId)?.orgName ?? "";
      tellOtherTabs({ kind: "acting", organisation: name });
      // Nothing that was read or typed for one organisation may be seen or sent for another.
      location.assign("/");
    },
  });
  const shown = (
    <>
      <BankOutlined aria-hidden="true" />
      <span className="yj-org-name">{me.organisation.name}</span>
    </>
  );
  if (me.memberships.length < 2) {
    return (
      <div className="yj-org" title={text("shell.actingFor")}>
        {shown}
      </div>
    );
  }
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        selectedKeys: [me.organisation.id],
        items: me.memberships.map(({ orgId, orgName, posts }) => ({
          key: orgId,
          label: (
            <div className="yj-org-choice">
              <span>{orgName}</span>
              <span className="yj-hint">
                {posts.map((post) => word("post", post)).join(text("shell.listComma"))}
              </span>
            </div>
          ),
        })),
        onClick: ({ key }) => {
          if (key !== me.organisation.id) void change.run({ body: { orgId: key } });
        },
      }}
    >
      <button
        type="button"
        className="yj-org yj-header-button"
        aria-label={`${text("shell.switchOrganisation")} ${me.organisation.name}`}
      >
        {shown}
        <DownOutlined className="yj-header-arrow" aria-hidden="true" />
      </button>
    </Dropdown>
  );
}

function LanguageSwitch() {
  const text = useText();
  const lang = useLang();
  const remember = useChange(setLanguage, { refresh: false });
  const other = lang === "zh" ? "en" : "zh";
  return (
    <button
      type="button"
      className="yj-header-button"
      lang={other === "zh" ? "zh-CN" : "en"}
      title={text("shell.languageHint")}
      onClick={() => {
        void chooseLanguage(other).then(() => remember.run({ body: { lang: other } }));
      }}
    >
      {text("shell.language")}
    </button>
  );
}

function Account() {
  const text = useText();
  const word = useWord();
  const me = useMe();
  const navigate = useNavigate();
  const leave = useChange(signOut, {
    refresh: false,
    onDone: () => {
      tellOtherTabs({ kind: "signed-out" });
      location.assign("/sign-in");
    },
  });
  return (
    <Dropdown
      trigger={["click"]}
      placement="bottomRight"
      menu={{
        items: [
          {
            key: "who",
            type: "group",
            label: (
              <div className="yj-account-who">
                <strong>{me.person.name}</strong>
                <span>{me.person.email}</span>
                <span>{me.posts.map((post) => word("post", post)).join(text("shell.listComma"))}</span>
              </div>
            ),
          },
          { type: "divider" },
          { key: "account", label: text("shell.accountSettings") },
          { key: "leave", label: text("shell.signOut") },
        ],
        onClick: ({ key }) => {
          if (key === "account") void navigate("/account");
          if (key === "leave") void leave.run({});
        },
      }}
    >
      <button
        type="button"
        className="yj-header-button"
        aria-label={`${text("shell.account")} ${me.person.name}`}
      >
        <UserOutlined aria-hidden="true" />
        <span>{me.person.name}</span>
        <DownOutlined className="yj-header-arrow" aria-hidden="true" />
      </button>
    </Dropdown>
  );
}
