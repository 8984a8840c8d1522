import { readFileSync } from 'node:fs';
import { type KeptKind, type SerializerSubject, testSerializer } from '@sess/conformance';
import { describe, it } from 'vitest';
import { createDevalueSerializer, devalueSerializer } from '../src/index.js';
import { hostilePayloads } from './hostile-payloads.js';
import { Money, moneyClass } from './money.js';

const keeps: readonly KeptKind[] = [
  'undefined',
  'NaN',
  'infinity',
  '-0',
  'bigint',
  'Date',
  'invalid Date',
  'Map',
  'Set',
  'RegExp',
  'URL',
  'URLSearchParams',
  'ArrayBuffer',
  'typed array',
  'DataView',
  'references',
  'cycles',
];

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly dependencies: { readonly devalue: string };
};
const common: Pick<SerializerSubject, 'keeps' | 'hostile' | 'versions'> = {
  keeps,
  hostile: hostilePayloads.map(([, text]) => text),
  versions: () => ({ devalue: manifest.dependencies.devalue }),
};

testSerializer({ describe, it }, { ...common, name: 'devalue', serializer: devalueSerializer });

testSerializer(
  { describe, it },
  {
    ...common,
    name: 'devalue with a class of the application',
    serializer: createDevalueSerializer({ classes: { Money: moneyClass } }),
    instances: [
      {
        name: 'Money',
        create: () => new Money(1995),
        isEqual: (one, other) => (one as Money).cents === (other as Money).cents,
      },
    ],
  },
);
