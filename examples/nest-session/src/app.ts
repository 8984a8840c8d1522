import { type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AccountController } from './account.controller.js';
import { NotesController } from './notes.controller.js';
import { type SessionMiddleware, SESSIONS } from './sessions.js';

@Module({ controllers: [AccountController, NotesController] })
// oxlint-disable-next-line typescript/no-extraneous-class -- Nest's modules are classes, also where they are empty
class AppModule {}

/** Makes the application, which does not listen yet. */
export async function createApp(sessionMiddleware: SessionMiddleware): Promise<INestApplication> {
  const providers = [{ provide: SESSIONS, useValue: sessionMiddleware.sessions }];
  const app = await NestFactory.create({ module: AppModule, providers });
  app.use(sessionMiddleware);
  return app;
}
