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
class SignedInGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return visitOf(context.switchToHttp().getRequest<Request>()).passport?.user !== undefined;
  }
}
Injectable()(SignedInGuard);

/** Nest makes the controllers, so the barrier is shared through the class. */
export class ShopController {
  static slow = new Barrier(0);

  findAll(session: Visit): { visits: number } {
    session.visits = (session.visits ?? 0) + 1;
    return { visits: session.visits };
  }

  add(session: Visit, sku: string): string[] {
    (session.cart ??= []).push(sku);
    return session.cart;
  }

  async signIn(request: Request, user: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      visitOf(request).regenerate((error) => (error ? reject(error) : resolve()));
    });
    visitOf(request).passport = { user };
  }

  async signOut(request: Request): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      visitOf(request).destroy((error) => (error ? reject(error) : resolve()));
    });
    return 'bye';
  }

  me({ passport, cart }: Visit): object {
    return { user: passport!.user, cart };
  }

  async slow(session: Visit): Promise<string> {
    const { seen = [] } = session;
    await ShopController.slow.pass();
    session.seen = [...seen, 'slow'];
    return 'seen';
  }

  teapot(session: Visit): never {
    session.note = 'brewing';
    throw new ImATeapotException();
  }

  async forbidden(session: Visit): Promise<never> {
    session.note = 'forbidden';
    await Promise.resolve();
    throw new ForbiddenException('Not for you.');
  }

  bug(session: Visit): never {
    session.note = 'half done';
    throw new Error('a bug');
  }

  note(session: Visit): object {
    return { note: session.note };
  }

  byHand(request: Request, response: Response): void {
    visitOf(request).note = 'by hand';
    response.json({ note: visitOf(request).note });
  }
}

Controller()(ShopController);
decorate('findAll', [Get()], [Session()]);
decorate('add', [Post('cart/:sku'), HttpCode(200)], [Session(), Param('sku')]);
decorate('signIn', [Post('login/:user'), Redirect('/me', 303)], [Req(), Param('user')]);
decorate('signOut', [Post('logout'), HttpCode(200)], [Req()]);
decorate('me', [Get('me'), UseGuards(SignedInGuard)], [Session()]);
decorate('slow', [Get('slow')], [Session()]);
decorate('teapot', [Get('teapot')], [Session()]);
decorate('forbidden', [Get('forbidden')], [Session()]);
decorate('bug', [Get('bug')], [Session()]);
decorate('note', [Get('note')], [Session()]);
decorate('byHand', [Get('by-hand')], [Req(), Res()]);

class ShopModule {}
Module({ controllers: [ShopController], providers: [SignedInGuard] })(ShopModule);

/** Does what the syntax of decorators compiles to. The packages' one tsconfig.json does not enable it. */
function decorate(
  name: keyof ShopController,
  handler: readonly MethodDecorator[],
  parameters: readonly ParameterDecorator[],
): void {
  const { prototype } = ShopController;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!;
  for (const each of handler) each(prototype, name, descriptor);
  for (const [index, each] of parameters.entries()) each(prototype, name, index);
}

/** Serves the shop until the test has finished. Returns its origin. */
export async function serveNestShop({ middleware }: Mounted): Promise<string> {
  const app: INestApplication = await NestFactory.create(ShopModule, { logger: false });
  app.use(middleware);
  await app.listen(0, '127.0.0.1');
  onTestFinished(() => app.close());
  return (await app.getUrl()).replace('localhost', '127.0.0.1');
}
