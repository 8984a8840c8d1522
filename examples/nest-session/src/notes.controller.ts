import { Body, Controller, Get, Post, Session, UseGuards } from '@nestjs/common';
import type { RequestSession } from '@sess/express-session';
import { SignedInGuard } from './signed-in.guard.js';

/** Notes in the session. A handler reads and changes it like any object, and Nest responds when it is stored. */
@Controller('notes')
@UseGuards(SignedInGuard)
export class NotesController {
  @Get()
  findAll(@Session() session: RequestSession): string[] {
    return session.notes ?? [];
  }

  @Post()
  add(@Session() session: RequestSession, @Body('text') text: unknown): string[] {
    const notes = (session.notes ??= []);
    notes.push(String(text));
    return notes;
  }
}
