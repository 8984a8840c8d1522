import { StoreFixture } from './src/fixture/store-fixture.ts';
import { storeLaws } from './src/laws/store/store-laws.ts';
import { unmetNeed } from './src/suite/needs.ts';
import { keyedSubject } from './test/gallery/unseen/exhibit.ts';
import { RowStore } from './test/gallery/unseen/row-store.ts';
import { wrongKeyedStores } from './test/gallery/unseen/keyed-exhibits.ts';
const laws = storeLaws.filter((l) => !['91','13','98','98d','76','76b','79','137','80a','80b'].includes(l.number)).sort((a, b) => Number(/^1[23]/.test(b.number)) - Number(/^1[23]/.test(a.number)));
const mine = /^(127|128|129|13[0-6])/;
async function caught(subject: any) {
  const fixture = new StoreFixture(subject, { rounds: 0.5, frozenMs: 10, sessionsOfOneOwner: 100 });
  const by: string[] = [];
  for (const { number, needs, check } of laws) {
    if (unmetNeed(subject, needs)) continue;
    try {
      await fixture.open();
      await Promise.race([check(fixture), new Promise((_, no) => setTimeout(() => no(new Error('timeout')), 20000).unref())]);
    } catch (e) { by.push(number); if (process.env.SHOW) console.log(number, String(e.message).slice(0, 400)); if (by.length > 2) break; }
  }
  return by;
}
process.on('unhandledRejection', () => {});
console.log('right:', await caught(keyedSubject({ name: 'right', topic: '', store: RowStore } as any)));
let n = 0, alive = [];
for (const e of wrongKeyedStores.filter((e: any) => new RegExp(process.env.TOPIC ?? '.').test(e.topic))) {
  if (process.env.ONLY && !e.name.includes(process.env.ONLY)) continue;
  const by = await caught(keyedSubject(e));
  if (by.length === 0) { alive.push(`${e.topic}: ${e.name}`); console.log('ALIVE', e.topic, '|', e.name); } else n++;
}
console.log(n, 'caught', alive.length, 'alive');
process.exit(0);
