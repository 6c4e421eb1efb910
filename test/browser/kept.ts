import type { Page } from "playwright-core";
import { PATIENCE_MS } from "./chromium.ts";

/** What the pages are to have written to the device. */
export interface Holding {
  readonly photos: number;
  /** Photos that were opened with their answers have no file. */
  readonly files?: number;
  readonly answers?: number;
}

/** Waits until the device holds so many photos, each with its record of how it stands, and so many answers. */
export async function untilKept(page: Page, holding: Holding): Promise<void> {
  const { photos, files = photos, answers = 0 } = holding;
  const isKept = async (wanted: Required<Holding>): Promise<boolean> => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open("graticule"));
    const stores = database.transaction(["photos", "files", "answers"], "readonly");
    const count = (name: string) => done(stores.objectStore(name).count());
    const records = await done(stores.objectStore("photos").getAll());
    const [files, answers] = await Promise.all([count("files"), count("answers")]);
    database.close();
    const located = records.filter(({ status }) => status === "located").length;
    return (
      records.length === wanted.photos &&
      files === wanted.files &&
      answers >= wanted.answers &&
      located >= wanted.answers
    );
  };
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await page.evaluate(isKept, { photos, files, answers }))) {
    if (Date.now() > deadline)
      throw new Error(`The device does not come to hold ${JSON.stringify(holding)}.`);
    await page.waitForTimeout(100);
  }
}
