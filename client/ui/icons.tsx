import type { ComponentChildren } from "preact";

// Line icons on a 20 unit grid; they take the colour of the text beside them and say nothing to screen readers.

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export const LogoIcon = () => (
  <svg class="logo" viewBox="0 0 28 28" aria-hidden="true" focusable="false">
    <circle cx="14" cy="14" r="12" />
    <ellipse cx="14" cy="14" rx="5.2" ry="12" />
    <path d="M2 14h24M3.8 8h20.4M3.8 20h20.4" />
  </svg>
);

export const PhotoIcon = () => (
  <Icon>
    <rect x="2.5" y="4" width="15" height="12" rx="1.5" />
    <path d="m3 14 4-4.2 3 3 2.6-2.4L17 14" />
    <circle cx="12.8" cy="7.8" r="1.1" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="m5 5 10 10M15 5 5 15" />
  </Icon>
);

export const CopyIcon = () => (
  <Icon>
    <rect x="7" y="7" width="9.5" height="9.5" rx="1.5" />
    <path d="M13 4.5v-.2c0-.7-.6-1.3-1.3-1.3H4.8C4.1 3 3.5 3.6 3.5 4.3v6.9c0 .7.6 1.3 1.3 1.3H5" />
  </Icon>
);

export const LinkIcon = () => (
  <Icon>
    <path d="M8 4.5H4.5v11h11V12M11 4h5v5M15.8 4.2 9.5 10.5" />
  </Icon>
);

export const TargetIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="5" />
    <path d="M10 2v4M10 14v4M2 10h4M14 10h4" />
  </Icon>
);

export const FitIcon = () => (
  <Icon>
    <path d="M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4" />
  </Icon>
);

export const PlusIcon = () => (
  <Icon>
    <path d="M10 4v12M4 10h12" />
  </Icon>
);

export const MinusIcon = () => (
  <Icon>
    <path d="M4 10h12" />
  </Icon>
);

export const FullScreenIcon = () => (
  <Icon>
    <path d="m12 8 5-5M13 3h4v4M8 12l-5 5M3 13v4h4" />
  </Icon>
);

export const ChevronIcon = () => (
  <Icon>
    <path d="m5 8 5 5 5-5" />
  </Icon>
);

export const SunIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="3.3" />
    <path d="M10 2.5v2M10 15.5v2M2.5 10h2M15.5 10h2M4.7 4.7l1.4 1.4M13.9 13.9l1.4 1.4M4.7 15.3l1.4-1.4M13.9 6.1l1.4-1.4" />
  </Icon>
);

export const MoonIcon = () => (
  <Icon>
    <path d="M16.5 11.8A6.8 6.8 0 0 1 8.2 3.5a6.8 6.8 0 1 0 8.3 8.3Z" />
  </Icon>
);

export const SystemIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="6.8" />
    <path d="M10 3.2v13.6a6.8 6.8 0 0 0 0-13.6Z" class="icon__solid" />
  </Icon>
);

export const KeyboardIcon = () => (
  <Icon>
    <rect x="2" y="5" width="16" height="10" rx="1.5" />
    <path d="M5 8h.01M8 8h.01M11 8h.01M15 8h.01M5 10h.01M8 10h.01M11 10h.01M15 10h.01M6.5 12.5h7" />
  </Icon>
);
