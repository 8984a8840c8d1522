import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Set here, so that the command line needs no flag.
setFlagsFromString('--expose-gc');
export const collectGarbage = runInNewContext('gc') as () => void;
