import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Not among the parameters of the process, so that nobody has to type them.
setFlagsFromString('--expose-gc');
export const collectGarbage = runInNewContext('gc') as () => void;
