// Makes small pictures off the page's thread.

/** Longer side of a small picture: twice what a card shows, for fine screens. */
const SIDE_PX = 320;
const QUALITY = 0.8;

interface Asked {
  readonly id: number;
  readonly file: Blob;
}

addEventListener("message", ({ data }: MessageEvent<Asked>) => {
  void shrink(data.file).then(
    (picture) => postMessage({ id: data.id, picture }),
    // The browser cannot draw this format.
    () => postMessage({ id: data.id, picture: null }),
  );
});

async function shrink(file: Blob): Promise<Blob> {
  const whole = await createImageBitmap(file);
  const scale = Math.min(1, SIDE_PX / Math.max(whole.width, whole.height));
  const [width, height] = [whole.width, whole.height].map((side) =>
    Math.max(1, Math.round(side * scale)),
  ) as [number, number];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d")!;
  // JPEG knows no transparency.
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(whole, 0, 0, width, height);
  whole.close();
  return canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
}
