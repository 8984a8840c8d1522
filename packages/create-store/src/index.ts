export { createStorePackage, type StorePackage } from './create-store-package.js';
export type { StoreNames } from './store-names.js';
