/** The sign of Yunjian: a cloud, examined. */
export function Mark({ size = 26 }: { readonly size?: number }) {
  return (
    <svg className="yj-mark" viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <g fill="none" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round">
        <path d="M8.5 22a5.4 5.4 0 0 1 .6-10.7 7.9 7.9 0 0 1 14.8 1.9A4.6 4.6 0 0 1 24 22" />
        <path d="m11.8 20.6 3.6 3.8 6.8-7.8" />
      </g>
    </svg>
  );
}
