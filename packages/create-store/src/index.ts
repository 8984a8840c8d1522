export { createStorePackage, type StorePackage, type StorePackageOptions } from './create-store-package.js';
export type { StoreNames } from './store-names.js';
