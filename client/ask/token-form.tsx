import { setToken } from "../service/token.ts";
import { about } from "./about.ts";

/** Where the operator demands a token: a field for it. */
export function TokenForm() {
  if (!about.value.features?.tokenRequired) return null;
  return (
    <form
      class="token"
      onSubmit={(event) => {
        event.preventDefault();
        setToken(String(new FormData(event.currentTarget).get("token") ?? ""));
      }}
    >
      <label for="token">This server asks for a token</label>
      <div class="token__row">
        <input id="token" name="token" class="field" type="password" autocomplete="off" required />
        <button type="submit" class="button">
          Use
        </button>
      </div>
    </form>
  );
}
