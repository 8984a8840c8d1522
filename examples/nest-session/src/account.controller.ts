import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Post,
  Req,
  UnauthorizedException,
  UseGuards,
} from '@nestjs/common';
import type { Request } from 'express';
import { type Sessions, SESSIONS } from './sessions.js';
import { SignedInGuard } from './signed-in.guard.js';

/** An application has its users in a database, and no passwords but their hashes. */
const passwords = new Map([
  ['alice', 'wonderland'],
  ['bob', 'builder'],
]);

@Controller()
export class AccountController {
  @Inject(SESSIONS)
  private readonly sessions!: Sessions;

  @Post('login')
  @HttpCode(200)
  async signIn(@Req() request: Request, @Body('name') name: string, @Body('password') password: string) {
    if (password === undefined || passwords.get(name) !== password)
      throw new UnauthorizedException('Wrong name or password.');
    // An empty session: nothing of the guest, and nothing that somebody has planted. It gets a new cookie.
    await request.session.regenerate();
    request.session.userId = name;
    return { name };
  }

  @Post('logout')
  @HttpCode(204)
  async signOut(@Req() request: Request): Promise<void> {
    await request.session.destroy();
  }

  @Get('devices')
  @UseGuards(SignedInGuard)
  async devices(@Req() request: Request) {
    const devices = [];
    for await (const { id, createdAt } of this.sessions.list(request.session.userId!)) {
      devices.push({ since: new Date(createdAt).toISOString(), isThisOne: id === request.session.id });
    }
    return devices;
  }

  /** Signs the user out everywhere. */
  @Delete('devices')
  @UseGuards(SignedInGuard)
  async signOutEverywhere(@Req() request: Request) {
    const userId = request.session.userId!;
    await request.session.destroy();
    return { ended: 1 + (await this.sessions.revokeOwner(userId)) };
  }
}
