export { BatchedDeletion, type BatchedDeletionOptions, type IdPage } from './batched-deletion.js';
export { type CallArguments, CallGuard, type CallGuardOptions } from './call-guard.js';
export { checkOptions, clockFunction, type OptionRule, type OptionRules, positiveInteger } from './check-options.js';
export { redactedCause, redactedText } from './redacted-cause.js';
export type { StoreCall } from './store-call.js';
