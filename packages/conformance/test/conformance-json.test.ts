import { jsonSerializer } from '@sess/core';
import { describe, it } from 'vitest';
import { testSerializer } from '../src/index.js';

testSerializer({ describe, it }, { name: 'JSON', serializer: jsonSerializer });
