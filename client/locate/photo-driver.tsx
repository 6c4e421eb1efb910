import { computed, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { asShown, drawsWay, solved, togetherOf } from "../album/store.ts";
import { isOverview, open, state } from "../ask/store.ts";
import { boundsOfPoints } from "../map/fit.ts";
import type { MapHandle } from "../map/handle.ts";
import type { PhotoPoint, PhotoPointActions } from "../map/photo-points.ts";
import { counts, rearrange } from "../photos/display.ts";
import { photoWords } from "../photos/photo-words.ts";
import { coveredBy } from "./covered.ts";
import { fitWishes } from "./map-wishes.ts";

/** While answers come in, the map follows this often. */
const FOLLOW_MS = 250;

const points = computed<readonly PhotoPoint[]>(() => {
  const { photos } = state.value;
  if (photos.length < 2) return [];
  return photos.map(asShown).flatMap((photo) => {
    if (photo.summary === null) return [];
    const { title, line } = photoWords(photo);
    return {
      id: photo.id,
      // On the way through an album, what is in view is that way.
      at: togetherOf(photo.id)?.share.path ?? photo.summary.best,
      picture: photo.thumbnail ?? null,
      title: `${photo.file.name}: ${title}, ${line}`,
    };
  });
});

const ACTIONS: PhotoPointActions = {
  onChoose: open,
  onChooseAll(ids) {
    isOverview.value = true;
    rearrange({ kind: "all", text: "", ids: new Set(ids) });
  },
};

const MOVES = ["pointerdown", "wheel", "keydown"] as const;

/** Carries all photos to the map; draws nothing itself. */
export function PhotoDriver({ map, element }: { map: MapHandle; element: HTMLElement }) {
  /** How many photos the view was chosen for. */
  const fitted = useRef(0);
  const isMoved = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const showAll = () => {
    fitted.current = points.peek().length;
    const bounds = boundsOfPoints(points.peek().map(({ at }) => at));
    if (bounds) map.fit(bounds, coveredBy(element));
  };

  useSignalEffect(() => {
    // Read here, so that the effect runs again when they change.
    const [all, { selected }, isTogether] = [points.value, state.value, isOverview.value];
    timer.current ??= setTimeout(
      () => {
        timer.current = null;
        const isWay = isOverview.peek() && drawsWay.peek();
        map.showPhotos(
          isWay ? [] : points.peek(),
          isOverview.peek() ? null : state.peek().selected,
          ACTIONS,
        );
      },
      selected === null || all.length === 0 || !isTogether ? 0 : FOLLOW_MS,
    );
  });
  useSignalEffect(() => {
    const count = points.value.length;
    if (!isOverview.value) {
      fitted.current = 0;
      isMoved.current = false;
    } else if (fitted.current === 0 ? count > 0 : !isMoved.current && isTimeToFit(count)) {
      showAll();
    }
  });
  // Who moves the map wants it to stay.
  useEffect(() => {
    const onMove = () => {
      isMoved.current = true;
    };
    for (const type of MOVES) element.addEventListener(type, onMove, { passive: true });
    return () => {
      for (const type of MOVES) element.removeEventListener(type, onMove);
    };
  }, [element]);

  /** While answers come in, the view grows with them, more and more rarely; at last it holds them all. */
  const isTimeToFit = (count: number) =>
    count >= 2 * fitted.current || (counts.value.waiting === 0 && count !== fitted.current);

  useSignalEffect(() => {
    if (fitWishes.value > 0 && isOverview.peek()) showAll();
  });
  useSignalEffect(() => {
    // Photos lie elsewhere alone than together. Once the slider stands over the map's foot, which it covers.
    const isSolved = drawsWay.value || solved.value !== null;
    if (isSolved && isOverview.peek()) requestAnimationFrame(showAll);
  });
  return null;
}
