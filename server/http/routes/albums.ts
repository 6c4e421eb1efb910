import type { Response } from "express";
import type { AboutAlbum, AlbumLine, AlbumRequest } from "../../../core/contracts/album.ts";
import {
  type AlbumForm,
  readAlbumForm,
  readAlbumOptions,
} from "../../../core/contracts/album-options.ts";
import type { PredictionOptions } from "../../../core/contracts/options.ts";
import { ALBUM_ROUTES } from "../../../core/contracts/routes/albums.ts";
import type { PhotoOutcome } from "../../../core/formats/photo-outcome.ts";
import type { AlbumSolution } from "../../album/album.ts";
import type { AlbumQuestion, AlbumWatch } from "../../album/question.ts";
import { albumWarnings } from "../../album/warnings.ts";
import type { FormPhoto } from "../form.ts";
import { toProblem } from "../problems/document.ts";
import { contextOf } from "../request-context.ts";
import { ANSWERED, answer } from "../route.ts";
import { type AlbumAsked, askedInForm, askedOf } from "./album-request.ts";
import { createWaiting, wantsLines, writeLines } from "./lines.ts";
import { checkOpen, inSlot, readFields, readQuery } from "./photo-question.ts";

/** Photos of one trip: long work, in a queue of its own, told of as it goes. */
export const ALBUMS = answer(ALBUM_ROUTES, {
  async createAlbum({ request, response, signal, body, form, charge }, world) {
    const query = readQuery(request);
    readAlbumOptions(query);
    checkOpen(world, world.albumSlots);
    const sent = await form();
    const { asked, question } = sent
      ? inForm(readAlbumForm([...query, ...readFields(sent)]), sent.photos)
      : inBody(readAlbumOptions(query), await body());
    // Looks were counted when their photos were; the photos of a form are counted now.
    if (sent) await charge(sent.photos.length - 1);
    const solve = (how: AlbumWatch, use: (solution: AlbumSolution) => Promise<void>) => {
      const watch: AlbumWatch = {
        ...how,
        inSlot: (photo, look) => inSlot(photo, world, signal, look, true),
      };
      return world.albumSlots.run(async () => {
        const started = performance.now();
        await world.service.solve(asked.files, question, watch, use);
        const seconds = (performance.now() - started) / 1000;
        world.metrics.observeAlbum(asked.files.length, seconds);
      }, signal);
    };
    response.vary("Accept");
    if (!wantsLines(request)) {
      const tellFault = (error: unknown) => {
        const problem = toProblem(error, contextOf(request).id);
        if (problem.status >= 500) {
          world.log.error({ requestId: contextOf(request).id, err: error }, problem.title);
        }
        return problem.detail || problem.title;
      };
      await solve({ signal }, (solution) =>
        writeDocument(response, asked, solution, signal, tellFault),
      );
      return ANSWERED;
    }
    const toLine = (problem: unknown): AlbumLine => ({ problem });
    await writeLines(request, response, world, toLine, (write) => {
      const onProgress: AlbumWatch["onProgress"] = (done, total, what) =>
        write({ progress: { what, done, total } });
      return solve({ signal, onProgress }, async (solution) => {
        const wait = createWaiting(response, signal);
        let index = 0;
        for await (const photo of solution.answers()) {
          await wait(write({ photo: { index, ...photo } }));
          index += 1;
        }
        write({ album: aboutOf(asked, solution) });
      });
    });
    return ANSWERED;
  },
});

interface Asked {
  readonly asked: AlbumAsked;
  readonly question: AlbumQuestion;
}

function inBody(
  options: PredictionOptions,
  { order, sequence, usesPositions, photos }: AlbumRequest,
): Asked {
  const question = { order: order ?? null, usesPositions, options, ...(sequence && { sequence }) };
  return { asked: askedOf({ photos }), question };
}

function inForm(
  { order, sequence, usesPositions, options, times }: AlbumForm,
  photos: readonly FormPhoto[],
): Asked {
  return {
    asked: askedInForm(photos, times),
    question: { order: order ?? null, usesPositions, options, ...(sequence && { sequence }) },
  };
}

/**
 * Photo by photo, so that the answers of 500 are never held together. The album is solved and its first answer made before the first byte
 * leaves, so what fails until then is a problem. Later the status has left: the photos that have no answer yet say why, and the document
 * is whole.
 */
async function writeDocument(
  response: Response,
  asked: AlbumAsked,
  solution: AlbumSolution,
  signal: AbortSignal,
  tellFault: (error: unknown) => string,
): Promise<void> {
  const wait = createWaiting(response, signal);
  let before = `${JSON.stringify(aboutOf(asked, solution)).slice(0, -1)},"photos":[`;
  let written = 0;
  const write = (photo: PhotoOutcome) => {
    if (!response.headersSent) response.type("application/json");
    const isTaken = response.write(before + JSON.stringify(photo));
    before = ",";
    written += 1;
    return wait(isTaken);
  };
  try {
    for await (const photo of solution.answers()) await write(photo);
  } catch (error) {
    if (written === 0 || signal.aborted) throw error;
    const reason = tellFault(error);
    for (const { file } of asked.files.slice(written)) await write({ file, reason });
  }
  response.end("]}");
}

function aboutOf({ files, times, warnings }: AlbumAsked, solution: AlbumSolution): AboutAlbum {
  const { model, belongs, order, by, sequence, takenAt, shares } = solution;
  return {
    version: 1,
    model,
    belongs,
    order,
    ...(by === "learned" && { sequence: by }),
    path: sequence.map((index) => ({
      index,
      file: files[index]!.file,
      ...shares.get(index)!.path,
      time: files[index]!.hours === "exif" ? takenAt[index]! : times[index]!,
    })),
    warnings: [...warnings, ...albumWarnings(solution, files)],
  };
}
