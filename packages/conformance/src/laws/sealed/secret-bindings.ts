import { expectOpened, expectRefused, newSealingKey, seal } from '../../fixture/sealed-fixture.js';
import type { SealedOpenOptions, SealingKey } from '../../suite/sealed-subject.js';
import { sealedLaw as law } from '../law-kinds.js';
import { alikeSecrets, secretToVary } from './alike-secrets.js';

export const secretBindingLaws = [
  law(
    '160',
    'the whole secret counts: a secret that differs in one byte, or only in the case of letters, unseals nothing',
    async (fixture) => {
      const { name } = newSealingKey();
      const secret = secretToVary();
      const record = fixture.record({ payload: '{}' });
      const [store, same] = [
        await fixture.openWith({ keys: [{ name, secret }] }),
        await fixture.openWith({ keys: [{ name, secret }] }),
      ];
      const token = await seal(store, record);
      await expectOpened(same, token, record, 'a token of an instance with the same key');
      const canHaveNext = fixture.subject.claims?.includes('next keys') ?? false;
      let tried = 0;
      for (const { secret: alike, difference } of alikeSecrets(secret)) {
        const key: SealingKey = { name, secret: alike };
        // An instance may read the secret of a key that does not seal with other code.
        const rings: readonly Partial<SealedOpenOptions>[] = [
          { keys: [key] },
          { keys: [key] },
          { keys: [newSealingKey(), key] },
          ...(canHaveNext ? [{ keys: [newSealingKey()], nextKeys: [key] }] : []),
        ];
        const other = await fixture.openWith(rings[tried++ % rings.length]);
        const what = `a token of a key in a store whose key has the same name and differs in ${difference}`;
        await expectRefused(other, token, what);
        if (tried % rings.length <= 2) await expectRefused(store, await seal(other, record), what);
      }
    },
  ),
];
