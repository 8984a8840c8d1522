export { createDevalueSerializer, devalueSerializer, type DevalueSerializerOptions } from './devalue-serializer.js';
export type { RegisteredClass } from './registered-classes.js';
