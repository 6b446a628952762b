import { ApiError } from "@yunjian/contract";
import { Alert, Button, type FormInstance } from "antd";
import { fieldMessages, placeFieldErrors, type Rename } from "../lib/field-errors.ts";
import { useText } from "../lib/language.ts";
import { useErrorText } from "../lib/problem.ts";
import { SessionAbandoned } from "../lib/session.ts";

export interface ProblemProps {
  /** Nothing is shown without one. */
  readonly error: Error | null | undefined;
  readonly onRetry?: () => void;
  readonly onClose?: () => void;
  /** The form at whose fields messages stand already (applyFieldErrors); only the rest is shown here. */
  readonly form?: Pick<FormInstance, "getFieldsError" | "setFields" | "scrollToField">;
  readonly rename?: Rename;
}

/** What went wrong, what would be right, and the request id for whoever helps. */
export function Problem({ error, onRetry, onClose, form, rename }: ProblemProps) {
  const text = useText();
  const errorText = useErrorText();
  if (!error || error instanceof SessionAbandoned) return null;
  const all = fieldMessages(error);
  const fields = form ? placeFieldErrors(form, error, rename).left : all;
  if (all.length > 0 && fields.length === 0) return null;
  const problem = error instanceof ApiError ? error.problem : null;
  const refused = problem !== null && problem.status < 500;
  // What the reader can put right needs no request id.
  const requestId = refused ? "" : (problem?.requestId ?? "");
  const details = fields.length > 0 || requestId !== "";
  return (
    <Alert
      className="yj-problem"
      role="alert"
      type={refused ? "warning" : "error"}
      showIcon
      title={errorText(error)}
      description={
        details && (
          <>
            {fields.length > 0 && (
              <ul className="yj-problem-fields">
                {fields.map(({ field, message }) => (
                  <li key={`${field} ${message}`}>{message}</li>
                ))}
              </ul>
            )}
            {requestId !== "" && (
              <div className="yj-problem-id">
                {text("common.problem.requestId")} <code>{requestId}</code>
              </div>
            )}
          </>
        )
      }
      {...(onRetry && {
        action: (
          <Button size="small" onClick={onRetry}>
            {text("common.retry")}
          </Button>
        ),
      })}
      {...(onClose && { closable: { onClose } })}
    />
  );
}
