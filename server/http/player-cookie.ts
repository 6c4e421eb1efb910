import type { Request, Response } from "express";
import { newId, type Signer } from "../game/ids.ts";
import { publicPath } from "./base-path.ts";

const COOKIE = "graticule_player";
const COOKIE_AGE_S = 365 * 24 * 3600;

/** The player of a request by its signed cookie; null for strangers and forgeries. */
export function playerOf(request: Request, signer: Signer): string | null {
  const pairs = (request.get("cookie") ?? "").split(";").map((pair) => pair.trim().split("="));
  // A browser that holds several of that name sends them all; one that is ours is enough.
  for (const [name, value] of pairs) {
    const player = name === COOKIE && value !== undefined ? signer.verify(value) : null;
    if (player !== null) return player;
  }
  return null;
}

/** The player of a request, or a new one, who gets a cookie. */
export function ensurePlayer(request: Request, response: Response, signer: Signer): string {
  const id = playerOf(request, signer) ?? newId();
  setCookie(request, response, signer.sign(id), COOKIE_AGE_S);
  return id;
}

export function forgetPlayer(request: Request, response: Response): void {
  setCookie(request, response, "", 0);
}

function setCookie(request: Request, response: Response, value: string, ageS: number): void {
  const secure = request.secure ? "; Secure" : "";
  response.setHeader(
    "Set-Cookie",
    `${COOKIE}=${value}; Path=${publicPath(request, "/v1")}; Max-Age=${ageS}; HttpOnly; SameSite=Strict${secure}`,
  );
}
