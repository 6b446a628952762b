import { askLoosening, changeSetting, type InputOf, listSettingChanges } from "@yunjian/contract";
import { needsSecondPerson } from "@yunjian/domain";
import {
  Checkbox,
  Alert,
  Button,
  Form,
  type FormInstance,
  Input,
  InputNumber,
  Radio,
  Select,
  Space,
} from "antd";
import { useEffect, useState } from "react";
import { useCall } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { Timeline } from "../../ui/Timeline.tsx";
import { choiceWord, type SettingRow, type SettingValue, useSettingWords } from "./setting-words.ts";

interface Values {
  readonly value: SettingValue;
  readonly reason: string;
}

interface DialogProps {
  readonly setting: SettingRow | null;
  readonly onClose: () => void;
}

/** Changes a setting; where that takes a second person, the same form becomes a request. */
export function SettingDialog({ setting, onClose }: DialogProps) {
  return setting && <OpenDialog key={setting.key} setting={setting} onClose={onClose} />;
}

function OpenDialog({ setting, onClose }: DialogProps & { readonly setting: SettingRow }) {
  const text = useText();
  const lang = useLang();
  const [asks, setAsks] = useState(false);
  const { key, version } = setting;
  const name = setting.title[lang];
  const body = ({ value, reason }: Values) => ({ value: typed(setting, value), version, reason });
  const shared = {
    open: true,
    initial: { value: shown(setting.value), reason: "" },
    rename: { [`/${key}`]: "value" },
    onClose,
    hint: setting.help[lang],
    children: (form: FormInstance<Values>) => (
      <Fields setting={setting} form={form} asks={asks} onAsks={setAsks} />
    ),
  };
  const change = {
    title: text("settings.dialog", { name }),
    confirm: text("settings.confirm"),
    route: changeSetting,
    input: (values: Values) => ({ params: { key }, body: body(values) }),
    done: "settings.done",
  };
  const ask = {
    title: text("security.ask", { name }),
    confirm: text("security.askConfirm"),
    // One form stays on screen while its route changes under it: both answer alike to what is typed here.
    route: askLoosening as unknown as typeof changeSetting,
    input: (values: Values) =>
      ({ body: { key, ...body(values) } }) as unknown as InputOf<typeof changeSetting>,
    done: "security.askDone",
  };
  return <FormDialog<Values, typeof changeSetting> {...shared} {...(asks ? ask : change)} />;
}

function Fields({
  setting,
  form,
  asks,
  onAsks,
}: {
  readonly setting: SettingRow;
  readonly form: FormInstance<Values>;
  readonly asks: boolean;
  readonly onAsks: (asks: boolean) => void;
}) {
  const text = useText();
  const value = Form.useWatch("value", form);
  const needs =
    setting.security && value != null && needsSecondPerson(setting.key, setting.value, typed(setting, value));
  useEffect(() => onAsks(needs), [needs, onAsks]);
  return (
    <>
      <Form.Item label={text("settings.value")} required extra={<Extra setting={setting} />}>
        <Space>
          <ValueField setting={setting} />
          <Button
            type="link"
            size="small"
            onClick={() => form.setFieldValue("value", shown(setting.default))}
          >
            {text("settings.toDefault")}
          </Button>
        </Space>
      </Form.Item>
      {asks && <Alert className="yj-note" type="warning" showIcon title={text("security.askHint")} />}
      <Form.Item
        name="reason"
        label={text("settings.reason")}
        rules={[{ required: true, whitespace: true, message: text("common.reasonMissing") }]}
      >
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} showCount />
      </Form.Item>
      <History setting={setting} />
    </>
  );
}

function Extra({ setting }: { readonly setting: SettingRow }) {
  const text = useText();
  return [
    setting.type === "integers" ? text("settings.commas") : "",
    setting.min !== null && setting.max !== null
      ? text("settings.range", { min: setting.min, max: setting.max })
      : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

function ValueField({ setting }: { readonly setting: SettingRow }) {
  const text = useText();
  const unit = (name: string) => text(`settings.unit.${name}`);
  switch (setting.type) {
    case "boolean":
      return (
        <Form.Item name="value" noStyle>
          <Radio.Group
            options={[
              { value: true, label: text("settings.yes") },
              { value: false, label: text("settings.no") },
            ]}
          />
        </Form.Item>
      );
    case "integer":
      return (
        <Space>
          <Form.Item name="value" noStyle>
            <InputNumber precision={0} aria-label={text("settings.value")} />
          </Form.Item>
          {setting.unit && <span>{unit(setting.unit)}</span>}
        </Space>
      );
    case "choice":
      return (
        <Form.Item name="value" noStyle>
          <Select
            style={{ minWidth: 160 }}
            options={setting.options.map((value) => ({ value, label: choiceWord(text, setting.key, value) }))}
          />
        </Form.Item>
      );
    case "choices":
      return (
        <Form.Item name="value" noStyle>
          <Checkbox.Group
            className="yj-choices"
            options={setting.options.map((value) => ({ value, label: text(`words.post.${value}`) }))}
          />
        </Form.Item>
      );
    case "window":
      return (
        <Space.Compact>
          <Form.Item name={["value", "amount"]} noStyle>
            <InputNumber precision={0} aria-label={text("settings.value")} />
          </Form.Item>
          <Form.Item name={["value", "unit"]} noStyle>
            <Select
              style={{ width: 130 }}
              options={setting.units.map((value) => ({ value, label: unit(value) }))}
            />
          </Form.Item>
        </Space.Compact>
      );
    default:
      return (
        <Form.Item name="value" noStyle>
          <Input style={{ width: 280 }} maxLength={200} />
        </Form.Item>
      );
  }
}

/** Several figures are typed as one text. */
function shown(value: SettingValue): SettingValue {
  return Array.isArray(value) && typeof value[0] === "number" ? value.join(", ") : value;
}

/** What is no figure goes to the server as it is: it says what would be right. */
function typed(setting: SettingRow, value: SettingValue): SettingValue {
  if (setting.type !== "integers" || typeof value !== "string") return value;
  const figures = value
    .split(/[,，、/\s]+/)
    .filter(Boolean)
    .map(Number);
  return figures.every(Number.isFinite) ? figures : value;
}

function History({ setting }: { readonly setting: SettingRow }) {
  const text = useText();
  const words = useSettingWords();
  const query = useCall(listSettingChanges, setting.version === 0 ? null : { params: { key: setting.key } });
  if (setting.version === 0) return <p className="yj-hint">{text("settings.noHistory")}</p>;
  return (
    <Form.Item label={text("settings.history")}>
      <Timeline
        items={(query.data?.items ?? []).map((item) => ({
          key: String(item.version),
          at: item.changedAt,
          what: words(setting, item.value),
          who: item.changedBy ?? undefined,
          detail: item.reason,
        }))}
      />
    </Form.Item>
  );
}
