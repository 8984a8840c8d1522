import { sealedLaws } from '../src/laws/sealed/sealed-laws.js';
import { sealedLawsThatCatch } from './gallery/sealed/broken-sealed-store.js';
import { sealedGallery } from './gallery/sealed/exhibits.js';
import { showGalleryOf } from './gallery/show-gallery.js';

showGalleryOf(sealedGallery, sealedLaws, (exhibit) => sealedLawsThatCatch(exhibit, sealedLaws));
