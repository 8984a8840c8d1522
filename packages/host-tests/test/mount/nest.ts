import { type Session, SessionManager } from '@sess/core';
import { sessionMiddleware } from '@sess/core/node';
import { Controller, Get, type INestApplication, Module, Post, UseGuards } from '@nestjs/common';
import { CurrentSession, SessionModule, SignedInGuard } from './nest-session.js';
import { createSessions, type Sessions } from './sessions.js';

@Controller()
export class ShopController {
  @Get('visits')
  count(@CurrentSession() session: Session<{ visits: number }>): string {
    return `Visit ${session.update('visits', 0, (visits) => visits + 1)}`;
  }

  @Post('sign-in')
  signIn(@CurrentSession() session: Session<{ visits: number }>): void {
    session.signIn('alice');
  }

  @Get('account')
  @UseGuards(SignedInGuard)
  account(@CurrentSession() session: Session<{ visits: number }>): string {
    return `Account of ${session.owner}`;
  }
}

@Module({ imports: [SessionModule.forRootAsync({ useFactory: createSessions })], controllers: [ShopController] })
export class ShopModule {}

/** For both platforms, before `app.listen`. */
export function mount(app: INestApplication): void {
  app.use(sessionMiddleware(app.get<Sessions>(SessionManager)));
}
