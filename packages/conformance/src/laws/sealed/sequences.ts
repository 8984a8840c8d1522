import { checkSequences } from '../../model/sealed/check-sequences.js';
import { sealedLaw as law } from '../law-kinds.js';

export const sealedSequenceLaws = [
  law('157', 'random sequences of calls are answered as the contract promises', checkSequences),
];
