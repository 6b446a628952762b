import { SENSITIVITIES, type Sensitivity } from "@yunjian/domain";
import { Button, Select } from "antd";
import { type ReactNode, useEffect } from "react";
import { useText } from "../lib/language.ts";
import { useWord } from "../lib/words.ts";

export interface SensitivitySelectProps {
  readonly value?: Sensitivity;
  readonly onChange?: (value: Sensitivity) => void;
  readonly disabled?: boolean;
  readonly id?: string;
}

/** Sensitivity is declared at upload; there is no fourth kind, because 涉密 files must not come here. */
export function SensitivitySelect(props: SensitivitySelectProps) {
  const word = useWord();
  const text = useText();
  return (
    <Select<Sensitivity>
      {...props}
      aria-label={text("common.sensitivity.label")}
      className="yj-sensitivity"
      popupMatchSelectWidth={false}
      options={SENSITIVITIES.map((value) => ({
        value,
        label: word("sensitivity", value),
        title: text(`common.sensitivity.${value}`),
      }))}
      optionRender={({ data }) => (
        <div>
          <div>{data.label}</div>
          <div className="yj-hint">{data.title}</div>
        </div>
      )}
    />
  );
}

export interface FormActionsProps {
  /** Words on the main button; it submits the form around it. */
  readonly submit: string;
  readonly busy?: boolean;
  readonly disabled?: boolean;
  /** Why it is disabled, or what will happen. */
  readonly hint?: ReactNode;
  readonly onDraft?: () => void;
  readonly draftBusy?: boolean;
  readonly onCancel?: () => void;
  /** Stays at the lower edge of a long form. */
  readonly sticky?: boolean;
}

/** The foot of every form: cancel, keep as draft, submit. */
export function FormActions(props: FormActionsProps) {
  const {
    submit,
    busy = false,
    disabled = false,
    hint,
    onDraft,
    draftBusy = false,
    onCancel,
    sticky = false,
  } = props;
  const text = useText();
  return (
    <div className={sticky ? "yj-form-actions yj-form-actions-sticky" : "yj-form-actions"}>
      <Button type="primary" htmlType="submit" loading={busy} disabled={disabled}>
        {submit}
      </Button>
      {onDraft && (
        <Button onClick={onDraft} loading={draftBusy} disabled={busy}>
          {text("common.saveDraft")}
        </Button>
      )}
      {onCancel && (
        <Button type="text" onClick={onCancel} disabled={busy}>
          {text("common.cancel")}
        </Button>
      )}
      {hint && <span className="yj-hint">{hint}</span>}
    </div>
  );
}

/** Asks before the tab is closed while something typed is not saved. */
export function useUnsaved(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);
}
