import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  ForbiddenException,
  Get,
  HttpCode,
  ImATeapotException,
  type INestApplication,
  Injectable,
  Module,
  Param,
  Post,
  Redirect,
  Req,
  Res,
  Session,
  UseGuards,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Request, Response } from 'express';
import { onTestFinished } from 'vitest';
import { Barrier } from './barrier.js';
import type { Mounted } from './implementations.js';
import { type Visit, visitOf } from './visit.js';

/** Lets those pass who have signed in, as Nest's documentation of guards does with a request. */
@Injectable()
class SignedInGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return visitOf(context.switchToHttp().getRequest<Request>()).passport?.user !== undefined;
  }
}

/** Nest makes the controllers, so the barrier is shared through the class. */
@Controller()
export class ShopController {
  static slow = new Barrier(0);

  @Get()
  findAll(@Session() session: Visit): { visits: number } {
    session.visits = (session.visits ?? 0) + 1;
    return { visits: session.visits };
  }

  @Post('cart/:sku')
  @HttpCode(200)
  add(@Session() session: Visit, @Param('sku') sku: string): string[] {
    (session.cart ??= []).push(sku);
    return session.cart;
  }

  @Post('login/:user')
  @Redirect('/me', 303)
  async signIn(@Req() request: Request, @Param('user') user: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      visitOf(request).regenerate((error) => (error ? reject(error) : resolve()));
    });
    visitOf(request).passport = { user };
  }

  @Post('logout')
  @HttpCode(200)
  async signOut(@Req() request: Request): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      visitOf(request).destroy((error) => (error ? reject(error) : resolve()));
    });
    return 'bye';
  }

  @Get('me')
  @UseGuards(SignedInGuard)
  me(@Session() { passport, cart }: Visit): object {
    return { user: passport!.user, cart };
  }

  @Get('slow')
  async slow(@Session() session: Visit): Promise<string> {
    const { seen = [] } = session;
    await ShopController.slow.pass();
    session.seen = [...seen, 'slow'];
    return 'seen';
  }

  @Get('teapot')
  teapot(@Session() session: Visit): never {
    session.note = 'brewing';
    throw new ImATeapotException();
  }

  @Get('forbidden')
  async forbidden(@Session() session: Visit): Promise<never> {
    session.note = 'forbidden';
    await Promise.resolve();
    throw new ForbiddenException('Not for you.');
  }

  @Get('bug')
  bug(@Session() session: Visit): never {
    session.note = 'half done';
    throw new Error('a bug');
  }

  @Get('note')
  note(@Session() session: Visit): object {
    return { note: session.note };
  }

  @Get('by-hand')
  byHand(@Req() request: Request, @Res() response: Response): void {
    visitOf(request).note = 'by hand';
    response.json({ note: visitOf(request).note });
  }
}

@Module({ controllers: [ShopController], providers: [SignedInGuard] })
class ShopModule {}

/** Serves the shop until the test has finished. Returns its origin. */
export async function serveNestShop({ middleware }: Mounted): Promise<string> {
  const app: INestApplication = await NestFactory.create(ShopModule, { logger: false });
  app.use(middleware);
  await app.listen(0, '127.0.0.1');
  onTestFinished(() => app.close());
  return (await app.getUrl()).replace('localhost', '127.0.0.1');
}
