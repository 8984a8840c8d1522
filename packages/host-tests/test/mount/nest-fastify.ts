import { sessionMiddleware } from '@sess/core/node';
import { Controller, Get, Inject, type INestApplication, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Sessions } from './sessions.js';

@Controller('visits')
export class VisitsController {
  @Inject('sessions')
  private readonly sessions!: Sessions;

  @Get()
  async count(@Req() request: FastifyRequest): Promise<string> {
    const session = await this.sessions.get(request.raw);
    return `Visit ${session.update('visits', 0, (visits) => visits + 1)}`;
  }
}

export function mount(app: INestApplication): void {
  app.use(sessionMiddleware(app.get<Sessions>('sessions')));
}
