import type { Fixture } from '../fixture/fixture.js';
import type { SealedFixture } from '../fixture/sealed-fixture.js';
import type { StoreFixture } from '../fixture/store-fixture.js';
import { law } from '../suite/law.js';

/** Declares a law of keyed stores. */
export const storeLaw = law<StoreFixture>;
/** Declares a law of core that holds on every store, keyed or sealed. */
export const visitLaw = law<Fixture>;
/** Declares a law of sealed stores. */
export const sealedLaw = law<SealedFixture>;
