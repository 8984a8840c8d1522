import { stage } from '../../../lib/stage';
import { route, tools } from '../../../lib/tools';

export const POST = route((request: Request) => stage().handle!(tools, request));
