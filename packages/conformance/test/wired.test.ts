import { describe, it } from 'vitest';
import { testSessionStore } from '../src/index.js';
import { wiredSubject } from './gallery/broken-store.js';
import { WiredStore } from './wired-store.js';

testSessionStore({ describe, it }, wiredSubject('WiredStore', WiredStore));
