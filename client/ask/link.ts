import { PRIOR_NAMES } from "../../core/contracts/priors.ts";
import { MASSES, type Mass, type Question, SIDES, toQuery } from "./question.ts";
import { questionOf } from "./question-text.ts";

/** Where the map looks. */
export interface LinkedView {
  readonly lat: number;
  readonly lng: number;
  readonly zoom: number;
}

/** What a link carries: how it is asked and what is seen, never the photo. */
export interface Linked {
  readonly question: Question;
  readonly mass: Mass | null;
  readonly view: LinkedView | null;
}

const VIEW = "#locate";
const MAX_ZOOM = 22;

/** The part of the address that a link has behind the page's own. */
export function writeLink({ question, mass, view }: Linked): string {
  const asked = new URLSearchParams(toQuery(question));
  const link = new URLSearchParams();
  for (const name of ["prior", ...SIDES]) {
    for (const text of asked.getAll(name)) link.append(name, text);
  }
  if (mass !== null) link.set("mass", String(mass));
  if (view) {
    link.set("map", [view.lat.toFixed(4), view.lng.toFixed(4), view.zoom.toFixed(2)].join(","));
  }
  return `${VIEW}?${link}`;
}

/** What a link's part of the address carries, or null where it carries nothing. Throws Error that says what in it is not understood. */
export function readLink(hash: string): Linked | null {
  if (!hash.startsWith(`${VIEW}?`)) return null;
  const link = new URLSearchParams(hash.slice(VIEW.length + 1));
  const prior = link.get("prior") ?? PRIOR_NAMES[0]!;
  const known = PRIOR_NAMES.find((name) => name === prior);
  if (!known) throw new Error(`the prior ${JSON.stringify(prior)} is not known`);
  const question = questionOf(known, link.getAll("within"), link.getAll("exclude"));
  const mass = link.get("mass");
  const found = MASSES.find((each) => String(each) === mass) ?? null;
  if (mass !== null && found === null) {
    throw new Error(`the area ${JSON.stringify(mass)} is none of ${MASSES.join(", ")}`);
  }
  return { question, mass: found, view: readView(link.get("map")) };
}

function readView(text: string | null): LinkedView | null {
  if (text === null) return null;
  const parts = text.split(",").map(Number);
  const [lat, lng, zoom] = parts;
  const isView =
    parts.length === 3 &&
    parts.every(Number.isFinite) &&
    Math.abs(lat!) <= 90 &&
    Math.abs(lng!) <= 540 &&
    zoom! >= 0 &&
    zoom! <= MAX_ZOOM;
  if (!isView)
    throw new Error(`the map's view ${JSON.stringify(text)} is no latitude, longitude and zoom`);
  return { lat: lat!, lng: lng!, zoom: zoom! };
}
