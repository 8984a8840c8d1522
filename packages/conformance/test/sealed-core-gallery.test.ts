import { fetchMiddleware } from '../src/index.js';
import { everyStoreLaws } from '../src/laws/core/core-laws.js';
import { sealedStoryLaws } from '../src/laws/http/story-laws.js';
import { sealedCoreLaws } from '../src/laws/sealed/sealed-laws.js';
import { sealedLawsThatCatch } from './gallery/sealed/broken-sealed-store.js';
import { sealedCoreGallery } from './gallery/sealed/sealed-core.js';
import { sealedSiteGallery } from './gallery/sealed/sealed-sites.js';
import { showGalleryOf } from './gallery/show-gallery.js';

const coreLaws = [...everyStoreLaws, ...sealedCoreLaws];
showGalleryOf(sealedCoreGallery, coreLaws, (exhibit) => sealedLawsThatCatch(exhibit, coreLaws));
showGalleryOf(sealedSiteGallery, sealedStoryLaws(fetchMiddleware), ({ middleware, ...exhibit }) =>
  sealedLawsThatCatch(exhibit, sealedStoryLaws(middleware?.(fetchMiddleware) ?? fetchMiddleware)),
);
