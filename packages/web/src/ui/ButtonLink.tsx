import { Button, type ButtonProps } from "antd";
import { useHref, useLinkClickHandler } from "react-router";

type Props = Omit<ButtonProps, "href" | "onClick" | "htmlType"> & { readonly to: string };

/** A link that looks like a button: one element, so that keyboard and screen reader meet it once. */
export function ButtonLink({ to, ...rest }: Props) {
  const href = useHref(to);
  const follow = useLinkClickHandler<HTMLElement>(to);
  return <Button {...rest} href={href} onClick={follow} />;
}
