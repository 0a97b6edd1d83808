import { existsSync } from 'node:fs';
import path from 'node:path';

/** Beside the programs, where the build copies it; among the sources what was built there, or what stands in for it. */
const PLACES = ['console-page', 'apps/console/web/dist', 'apps/console/web/placeholder'];

/** The nearest folder with the page, upwards from this file: programs are bundled into another folder than they were. */
export function pageFolder(from = import.meta.dirname): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const found = PLACES.map((place) => path.join(folder, place)).find((place) =>
      existsSync(path.join(place, 'index.html')),
    );
    if (found !== undefined) return found;
    if (folder === path.dirname(folder)) throw new Error('The page of the console was not built: run npm run build');
  }
}
