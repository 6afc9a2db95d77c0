import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

/** Names without dots in front: nothing hidden, and no way out of the folder. */
const PLAIN_PATH = /^\/(?:[\w-][\w.-]*\/)*(?:[\w-][\w.-]*)?$/;

/** Middleware: answers with `<file>.gz` of the folder, which the build leaves beside a file, where that is read. */
export function precompressed(staticDir: string): RequestHandler {
  async function choose(request: Request, response: Response): Promise<void> {
    const path = request.path.endsWith('/') ? `${request.path}index.html` : request.path;
    if (!PLAIN_PATH.test(path) || !(await isFile(join(staticDir, `${path}.gz`)))) return;
    response.vary('Accept-Encoding');
    if (request.acceptsEncodings('gzip') === false) return;
    response.type(extname(path));
    response.setHeader('Content-Encoding', 'gzip');
    request.url = `${path}.gz`;
  }

  return (request: Request, response: Response, next: NextFunction) => {
    choose(request, response).then(() => next(), next);
  };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
