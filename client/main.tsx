import "@fontsource/inter/400.css";
import "@fontsource/inter/500.css";
import "@fontsource/inter/600.css";
import "virtual:palette.css";
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/controls.css";
import "./shell/shell.css";
import "./locate/panel.css";
import "./locate/answer.css";
import "./download/download.css";
import "./map/map.css";
import "./locate/phone.css";
import { render } from "preact";
import { App, VIEWS } from "./app.tsx";
import { keepView } from "./shell/views.ts";
import { keepTheme } from "./ui/theme.ts";

// The page's only module with side effects.
keepTheme();
keepView(VIEWS);
render(<App />, document.getElementById("app")!);
