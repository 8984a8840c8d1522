import { stage } from '../../../lib/stage';
import { tools } from '../../../lib/tools';

export function POST(request: Request): Promise<Response> {
  return stage().handle!(tools, request);
}
