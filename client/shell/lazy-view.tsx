import { type ComponentType, Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Notice } from "../ui/notice.tsx";

type Load = () => Promise<{ readonly default: ComponentType }>;

/** A view whose code is fetched when it is first wanted. */
export function LazyView({ load }: { load: Load }) {
  const [View, setView] = useState<ComponentType | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    let isWanted = true;
    setFailed(false);
    load().then(
      (module) => isWanted && setView(() => module.default),
      () => isWanted && setFailed(true),
    );
    return () => {
      isWanted = false;
    };
  }, [load, attempt]);
  if (View) return <View />;
  if (!hasFailed) return <Fragment />;
  return (
    <main id="panel" class="lazy-trouble" tabIndex={-1}>
      <Notice title="This part of the page could not be loaded" kind="danger">
        <button type="button" class="button" onClick={() => setAttempt(attempt + 1)}>
          Try again
        </button>
      </Notice>
    </main>
  );
}
