import { RevokingStore } from '../../sealed/revoking-store.js';
import { UnrevokingStore } from '../../sealed/sealing-subject.js';
import { withOptions } from '../core/broken-core.js';
import { brokenSites, type MiddlewareChange, rewritten, withResponses } from '../http.js';
import { type BrokenSealedStore, brokenSealed } from './broken-sealed-store.js';

/** A site with a sealed store, one of which is broken. */
export interface BrokenSealedSite extends BrokenSealedStore {
  /** Puts the mistake into a correct middleware. */
  readonly middleware?: MiddlewareChange;
}

const brokenBehindSealedSites: readonly BrokenSealedSite[] = [
  {
    name: 'responses are sent without the cookie',
    breaks: ['113b', '114', '115', '120a', '120b'],
    store: RevokingStore,
    middleware: withResponses((response) => rewritten(response, (headers) => headers.delete('set-cookie'))),
  },
  {
    name: 'former cookies are forgotten',
    breaks: ['119b'],
    store: RevokingStore,
    createManager: withOptions(({ cookie }) => ({ cookie: { ...cookie, former: [] } })),
  },
  brokenSealed(
    'revoke does nothing, seen from a browser',
    ['117a', '117b', '117c', '117d', '118'],
    class extends RevokingStore {
      override revoke(): Promise<void> {
        return Promise.resolve();
      }
    },
  ),
  {
    name: 'a kept cookie opens for months',
    breaks: ['117e'],
    store: UnrevokingStore,
    subject: { claims: ['purposes', 'next keys'] },
    createManager: withOptions(() => ({ idleTimeout: { days: 90 } })),
  },
];

/** Mistakes of sites with sealed stores that browsers can see: those of sites with any store, and their own. */
export const sealedSiteGallery: readonly BrokenSealedSite[] = [
  ...brokenSites
    .filter(({ createManager }) => !createManager)
    .map(({ createManager: _none, ...entry }) => ({ ...entry, store: RevokingStore })),
  ...brokenBehindSealedSites,
];
