/** The session of a shop's visitor, about 1 kB. */
export const visitorData = {
  cart: Object.fromEntries(
    Array.from({ length: 14 }, (_, index) => [`sku-${index}`, { sku: `sku-${index}`, quantity: index, gift: false }]),
  ),
  user: { id: 4711, name: 'Ada Lovelace', language: 'en-GB' },
  seen: Date.now(),
};
