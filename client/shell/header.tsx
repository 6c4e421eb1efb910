import type { ModelSummary } from "../../core/contracts/api.ts";
import { KeyboardIcon, LogoIcon, MoonIcon, SunIcon, SystemIcon } from "../ui/icons.tsx";
import { nextTheme, type ThemeChoice, themeChoice } from "../ui/theme.ts";
import { isHelpOpen } from "./keys.ts";
import { type ViewName, view } from "./views.ts";

const THEME_ICON = { system: SystemIcon, light: SunIcon, dark: MoonIcon };
const THEME_WORDS: Readonly<Record<ThemeChoice, string>> = {
  system: "as the system has it",
  light: "light",
  dark: "dark",
};

interface HeaderProps {
  /** As they are listed. */
  readonly views: readonly ViewName[];
  /** The bundle that answers, once it is known. */
  readonly model: ModelSummary | null;
}

export function Header({ views, model }: HeaderProps) {
  return (
    <header class="header">
      <span class="header__name">
        <LogoIcon />
        Graticule
      </span>
      <nav class="header__nav" aria-label="Views">
        {views.map(({ name, title }) => (
          <a key={name} href={`#${name}`} aria-current={name === view.value ? "page" : undefined}>
            {title}
          </a>
        ))}
      </nav>
      <ModelName model={model} />
      <button
        type="button"
        class="icon-button header__keys"
        aria-label="Keyboard help"
        title="Keyboard help (?)"
        onClick={() => {
          isHelpOpen.value = true;
        }}
      >
        <KeyboardIcon />
      </button>
      <ThemeButton />
    </header>
  );
}

function ModelName({ model }: Pick<HeaderProps, "model">) {
  if (!model) return <span class="header__model" />;
  return (
    <span class="header__model" title={model.summary}>
      Model {model.name} {model.version}
    </span>
  );
}

function ThemeButton() {
  const choice = themeChoice.value;
  const ThemeIcon = THEME_ICON[choice];
  const words = `Theme: ${THEME_WORDS[choice]}`;
  return (
    <button type="button" class="icon-button" aria-label={words} title={words} onClick={nextTheme}>
      <ThemeIcon />
    </button>
  );
}
