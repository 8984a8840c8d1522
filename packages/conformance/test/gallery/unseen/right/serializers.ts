import { DeserializeError } from '@sess/core';
import { TableSerializer } from '../../../serializer/table-serializer.js';
import type { SerializerExhibit } from '../exhibit.js';
import { PlainJsonSerializer } from '../json-serializer.js';

const topic = 'freedoms of serializers';

export const unusualSerializers: readonly SerializerExhibit[] = [
  {
    name: 'keeps 100 levels and no more, with a name of 60 characters',
    topic,
    serializer: new (class extends PlainJsonSerializer {
      override readonly name = `j-${'0'.repeat(58)}`;
      override readonly maxDepth = 101;
    })(),
    subject: { keeps: [], instances: [], hostile: [] },
  },
  {
    name: 'keeps lone surrogates everywhere, in a text of hexadecimal digits',
    topic,
    serializer: new (class extends PlainJsonSerializer {
      override checkText(): void {}
      override write(value: unknown): string {
        return Buffer.from(super.write(value)).toString('hex');
      }
      override read(text: string): unknown {
        return super.read(Buffer.from(text, 'hex').toString());
      }
    })(),
    subject: { keeps: [], instances: [], hostile: ['7b7d00', '7B7D'] },
  },
  {
    name: 'writes a checksum that depends on the position of each character, and refuses everything else first',
    topic,
    serializer: new (class extends TableSerializer {
      override serialize(value: unknown): string {
        const text = super.serialize(value);
        return `${sumOf(text)}:${text}`;
      }
      override deserialize(text: string): unknown {
        const at = text.indexOf(':');
        const table = text.slice(at + 1);
        if (text.slice(0, at) !== String(sumOf(table))) throw new DeserializeError('not a table');
        try {
          const value = this.decode(table);
          if (super.serialize(value) === table) return value;
        } catch {
          // Its message may quote the text.
        }
        throw new DeserializeError('not a table');
      }
    })(),
  },
];

function sumOf(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (sum * 31 + text.charCodeAt(at)) % 1_000_000_007;
  return sum;
}
