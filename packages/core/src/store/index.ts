export { BatchedDeletion, type IdPage } from './batched-deletion.js';
export { type CallArguments, CallGuard } from './call-guard.js';
export { clockFindings } from './clock-findings.js';
export {
  booleanRule,
  checkOptions,
  clockRule,
  countRule,
  countRuleUpTo,
  type OptionRule,
  type OptionRules,
  stringRule,
} from './check-options.js';
export { type RedactedCause, redactedCause, redactedText } from './redacted-cause.js';
export type { StoreCall } from './store-call.js';
