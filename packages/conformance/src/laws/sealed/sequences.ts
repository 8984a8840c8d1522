import { checkSequences } from '../../model/sealed/check-sequences.js';
import { sealedLaw as law } from '../law-kinds.js';

export const sealedSequenceLaws = [
  law('157', 'in random sequences of calls, each result is one that the contract allows', checkSequences),
];
