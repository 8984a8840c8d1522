import { storeLaws } from '../src/laws/store/store-laws.js';
import { storeGallery } from './gallery/exhibits.js';
import { showGallery } from './gallery/show-gallery.js';

showGallery(storeGallery, storeLaws);
