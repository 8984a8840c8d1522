import { fetchMiddleware } from '../src/index.js';
import { coreLaws } from '../src/laws/core/core-laws.js';
import { storyLaws } from '../src/laws/http/story-laws.js';
import { coreGallery, siteGallery } from './gallery/exhibits.js';
import { showGallery } from './gallery/show-gallery.js';

showGallery(coreGallery, coreLaws);
showGallery(siteGallery, storyLaws(fetchMiddleware));
