import "@fontsource/inter/400.css";
import "@fontsource/inter/500.css";
import "@fontsource/inter/600.css";
import "virtual:palette.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/shell.css";
import "./styles/panel.css";
import "./styles/answer.css";
import "./styles/download.css";
import "./styles/map.css";
import "./styles/phone.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { keepTheme } from "./shell/theme.ts";
import { keepView } from "./shell/views.ts";

// The page's only module with side effects.
keepTheme();
keepView();
render(<App />, document.getElementById("app")!);
