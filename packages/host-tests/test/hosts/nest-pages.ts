import { Readable } from 'node:stream';
import type { Pages, Sessions as SuiteSessions } from '@sess/conformance';
import { All, Controller, Inject, Req, Res, StreamableFile } from '@nestjs/common';
import type { Request, Response } from 'express';
import { pageRequest } from './host.js';

/** The pages of the laws. The methods that it calls on `@Res` work on Express and on Fastify. */
@Controller()
export class PagesController {
  @Inject('sessions')
  private readonly sessions!: SuiteSessions;

  @Inject('pages')
  private readonly pages!: Pages;

  @All('*')
  async answer(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile | string | undefined> {
    const { status = 200, headers = {}, body } = await this.pages.page(pageRequest(this.sessions, request, request));
    response.status(status);
    for (const [name, value] of Object.entries(headers)) response.header(name, value);
    return typeof body === 'object' ? new StreamableFile(Readable.from(body)) : body;
  }
}
