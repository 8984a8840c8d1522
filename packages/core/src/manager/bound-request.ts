import type { RequestBinding } from '../http/request-binding.js';
import type { Visit } from './visit.js';

/** A request that came through a middleware, and its session once it was asked for. */
export interface BoundRequest<Data extends object, Name extends string> {
  readonly binding: RequestBinding;
  pending: Promise<Visit<Data, Name>> | undefined;
  visit: Visit<Data, Name> | undefined;
}
