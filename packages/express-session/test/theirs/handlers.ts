import type { SessionRequest } from './library.js';
import type { Handler } from './site.js';

/** Counts this visit in the session. */
export function countVisit(request: SessionRequest): number {
  const visits = Number(request.session['visits'] ?? 0) + 1;
  request.session['visits'] = visits;
  return visits;
}

export const counting: Handler = (request, response) => response.end(`visit ${countVisit(request)}`);

/** Stores the same name on every visit. */
export const naming: Handler = (request, response) => {
  request.session['name'] = 'Ada';
  response.end('named');
};

/** Says which name the session has, and changes nothing. */
export const reading: Handler = (request, response) => response.end(String(request.session['name']));

/** Stores the name in the path of a PUT. Any other visit only reads it. */
export const namingByPut: Handler = (request, response) => {
  if (request.method === 'PUT') request.session['name'] = request.url.slice(1);
  response.end(String(request.session['name']));
};
