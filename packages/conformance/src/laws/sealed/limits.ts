import { tooLargeError } from '../../fixture/error-kinds.js';
import { context, expectOpened } from '../../fixture/sealed-fixture.js';
import { textOfBytes } from '../../fixture/values/boundary-sizes.js';
import { expectRejection } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';

/** Characters that are longer in JSON, in a URL, in UTF-16 or in base64 than in UTF-8. */
const growing = ['"', '\\', '\n', '\u0001', '%', '+', '/', '<', '&', '\u007f', '\u2028', 'é', '€', '😀'];

export const sealedLimitLaws = [
  law(
    '164',
    'the limit counts the bytes of the payload in UTF-8, not its characters and not how it is written in JSON',
    async (fixture) => {
      const { maxPayloadBytes } = fixture.one.limits;
      const payloads = growing.map((unit) => {
        const count = Math.floor(maxPayloadBytes / Buffer.byteLength(unit));
        return unit.repeat(count) + 'x'.repeat(maxPayloadBytes - count * Buffer.byteLength(unit));
      });
      payloads.push(...([1, 2, 3, 4] as const).map((bytes) => textOfBytes(maxPayloadBytes, bytes)));
      for (const payload of payloads) {
        const kind = `of limits.maxPayloadBytes that begins with ${JSON.stringify(payload.slice(0, 4))}`;
        const { record, token } = await fixture.sealed({ payload });
        await expectOpened(fixture.two, token, record, `a token of a payload ${kind}`);
        const sealing = () => fixture.one.seal(fixture.record({ payload: `${payload}y` }), context);
        await expectRejection(sealing, tooLargeError, `seal of one byte more than a payload ${kind}`);
      }
    },
  ),
];
