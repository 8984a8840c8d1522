import express, { type Request } from 'express';
import request from 'supertest';
import { expect, it } from 'vitest';
import { session } from './session.js';

it('keeps data between requests, under a signed cookie', async () => {
  const app = express();
  app.use(session({ secret: 'cat', saveUninitialized: false, resave: false }));
  app.get('/', (req: Request & { session?: { visits?: number } }, res) => {
    const visits = (req.session!.visits = (req.session!.visits ?? 0) + 1);
    res.send(`${visits}`);
  });
  const agent = request.agent(app);
  const first = await agent.get('/');
  expect(first.text).toBe('1');
  expect(first.headers['set-cookie']).toEqual([
    expect.stringMatching(/^connect\.sid=s%3A[a-z0-9]{32}\.[^;]+; Path=\/; HttpOnly$/),
  ]);
  const second = await agent.get('/');
  expect([second.text, second.headers['set-cookie']]).toEqual(['2', undefined]);
});
