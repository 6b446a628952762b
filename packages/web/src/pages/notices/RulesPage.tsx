import { changeNoticeRule, listNoticeRules, type NoticeRuleView } from "@yunjian/contract";
import { NOTICE_GROUPS, NOTICE_MAILS, type NoticeMail } from "@yunjian/domain";
import { Select, Skeleton, Switch } from "antd";
import { useState } from "react";
import { useCall, useChange } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";
import type { Column } from "../../ui/table-columns.tsx";
import { None } from "../../ui/When.tsx";
import "./notices.css";

/** Who is told of what is fixed; whether, how and when the supervisor decides here. */
export default function RulesPage() {
  const text = useText();
  const lang = useLang();
  const may = useCan()("setting.write");
  const rules = useCall(listNoticeRules, {});
  const change = useChange(changeNoticeRule, { errors: "page", done: "notices.rules.saved" });
  const save = (rule: NoticeRuleView, to: Partial<Pick<NoticeRuleView, "enabled" | "mail" | "days">>) => {
    const { enabled, mail, days, version, key } = { ...rule, ...to };
    void change.run({ params: { key }, body: { enabled, mail, days: [...(days ?? [])], version } });
  };

  const columns: Column<NoticeRuleView>[] = [
    {
      key: "name",
      title: text("notices.rules.name"),
      width: 240,
      render: (rule) => rule.name[lang],
      text: (rule) => rule.name[lang],
    },
    {
      key: "enabled",
      title: text("notices.rules.enabled"),
      width: 90,
      render: (rule) => (
        <Switch
          size="small"
          checked={rule.enabled}
          disabled={!may || change.busy}
          aria-label={`${text("notices.rules.enabled")} ${rule.name[lang]}`}
          onChange={(enabled) => save(rule, { enabled })}
        />
      ),
      text: (rule) => String(rule.enabled),
    },
    {
      key: "mail",
      title: text("notices.rules.mail"),
      width: 160,
      render: (rule) => (
        <Select<NoticeMail>
          size="small"
          className="yj-rule-mail"
          value={rule.mail}
          disabled={!may || !rule.enabled || change.busy}
          aria-label={`${text("notices.rules.mail")} ${rule.name[lang]}`}
          options={NOTICE_MAILS.map((mail) => ({ value: mail, label: text(`notices.rules.mails.${mail}`) }))}
          onChange={(mail) => save(rule, { mail })}
        />
      ),
      text: (rule) => rule.mail,
    },
    {
      key: "days",
      title: text("notices.rules.days"),
      width: 260,
      render: (rule) =>
        rule.days === null ? (
          <None />
        ) : (
          <Days
            key={rule.version}
            rule={rule}
            label={`${text("notices.rules.days")} ${rule.name[lang]}`}
            disabled={!may || !rule.enabled || change.busy}
            onChange={(days) => save(rule, { days })}
          />
        ),
      text: (rule) => rule.days?.join(", ") ?? "",
    },
  ];
  return (
    <>
      <PageHeader title={text("notices.rules.title")} hint={text("notices.rules.hint")} />
      <Problem error={rules.error} onRetry={() => void rules.refetch()} />
      <Problem error={change.error} />
      {rules.isPending && !rules.error && <Skeleton active paragraph={{ rows: 8 }} />}
      {rules.data &&
        NOTICE_GROUPS.map((group) => (
          <Section key={group} title={text(`notices.group.${group}`)} flush>
            <LocalTable
              title={text(`notices.group.${group}`)}
              rows={rules.data.items.filter((rule) => rule.group === group)}
              columns={columns}
              rowKey={(rule) => rule.key}
              empty={{ title: text("notices.rules.none") }}
            />
          </Section>
        ))}
      {rules.data?.items.length === 0 && <EmptyHint title={text("notices.rules.none")} />}
    </>
  );
}

interface DaysProps {
  readonly rule: NoticeRuleView;
  readonly label: string;
  readonly disabled: boolean;
  readonly onChange: (days: number[]) => void;
}

/** Whole days as tags; empty follows the setting, whose value shows as placeholder. */
function Days({ rule, label, disabled, onChange }: DaysProps) {
  const text = useText();
  const [chosen, setChosen] = useState((rule.days ?? []).map(String));
  const save = () => {
    const days = chosen.map(Number);
    if (days.join() !== (rule.days ?? []).join()) onChange(days);
  };
  return (
    <Select<string[]>
      size="small"
      mode="tags"
      className="yj-rule-days"
      aria-label={label}
      placeholder={text("notices.rules.daysDefault", {
        days: rule.defaultDays.join(text("shell.listComma")),
      })}
      value={chosen}
      disabled={disabled}
      tokenSeparators={[",", "，", "、", " "]}
      options={["14", "7", "5", "3", "2", "1"].map((day) => ({ value: day, label: day }))}
      onChange={(days) => setChosen(days.filter((day) => /^\d{1,2}$/.test(day)))}
      onBlur={save}
    />
  );
}
