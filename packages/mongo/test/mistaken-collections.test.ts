import { newId, newRecord } from '@sess/conformance/records';
import { SessionError } from '@sess/core';
import { MongoClient } from 'mongodb';
import { Mongoose, Schema } from 'mongoose';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { MongoSessionStore, type SessionCollection } from '../src/index.js';

const server = inject('mongodb');
const mongoose = new Mongoose();
const Model = mongoose.model('Session', new Schema({}, { autoCreate: false, autoIndex: false }), 'sessions');
const client = new MongoClient(server?.url ?? 'mongodb://127.0.0.1:1');
afterAll(() => Promise.all([mongoose.disconnect(), client.close()]));

describe('the constructor refuses common mistakes, with the solution in the error', () => {
  it.each<[string, unknown, RegExp]>([
    ['a model of Mongoose', Model, /a Mongoose model.*connection\.asPromise\(\)\)\.db\.collection\("sessions"\)/],
    ["a model's collection", Model.collection, /a collection of Mongoose.*\.db\.collection\("sessions"\)/],
    ["a connection's collection", mongoose.connection.collection('sessions'), /a collection of Mongoose/],
    ['a connection of Mongoose', mongoose.connection, /a connection of Mongoose.*\.db\.collection\("sessions"\)/],
    ['Mongoose', mongoose, /given Mongoose itself.*\.db\.collection\("sessions"\)/],
    ['a query of Mongoose', Model.find(), /a query of Mongoose.*\.db\.collection\("sessions"\)/],
    ['a client', client, /a client: hand over client\.db\(\)\.collection\("sessions"\)/],
    ['a database', client.db(), /a database: hand over db\.collection\("sessions"\)/],
    [
      'a promise',
      Promise.resolve(client.db().collection('sessions')),
      /a promise: hand over the function that makes it/,
    ],
    [
      'a cursor',
      client.db().collection('sessions').find(),
      /not a collection of the MongoDB driver: hand over client\.db/,
    ],
    ['the class of clients', MongoClient, /a class: hand over client\.db\(\)\.collection\("sessions"\)/],
    ['an address', 'mongodb://app:secret@db.example/', /not a collection of the MongoDB driver: hand over/],
    ['nothing', undefined, /not a collection of the MongoDB driver: hand over/],
  ])('%s', (_what, given, problem) => {
    const construct = () => new MongoSessionStore(given as SessionCollection);
    expect(construct).toThrow(SessionError);
    expect(construct).toThrow(problem);
    expect(construct).not.toThrow(/secret/);
  });
});

it("the constructor accepts Mongoose's own database, even before there is a connection", async ({ skip }) => {
  if (!server) return skip();
  const store = new MongoSessionStore(async () => (await mongoose.connection.asPromise()).db!.collection('sessions'));
  const connecting = mongoose.connect(server.url, { dbName: `sess_mongoose_${process.pid}` });
  const [id, record] = [newId(), newRecord({ owner: 'alice' })];
  expect(await store.create(id, record)).toMatchObject({ status: 'written' });
  expect(await store.load(id)).toMatchObject(record);
  expect(await Model.countDocuments({ owner: 'alice' })).toBe(1);
  await connecting;
  await mongoose.connection.dropDatabase();
});
