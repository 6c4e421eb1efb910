import type { ComponentChildren } from "preact";

interface NoticeProps {
  readonly title: string;
  readonly kind?: "notice" | "danger";
  readonly children: ComponentChildren;
}

/** A short message that stays: something to know (notice) or something wrong (danger). */
export function Notice({ title, kind = "notice", children }: NoticeProps) {
  return (
    <div class={`notice notice--${kind}`}>
      <p class="notice__title">{title}</p>
      <div class="notice__body">{children}</div>
    </div>
  );
}
