export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly about: string;
  readonly priceInCents: number;
}

export const products: readonly Product[] = [
  { sku: 'kettle', name: 'Gooseneck kettle', about: 'Pours where you look.', priceInCents: 6400 },
  { sku: 'dripper', name: 'Stoneware dripper', about: 'Keeps its heat to the last drop.', priceInCents: 2800 },
  { sku: 'cup', name: 'Everyday cup', about: 'Thrown by hand, no two alike.', priceInCents: 1650 },
  { sku: 'beans', name: 'House blend, 250 g', about: 'Hazelnut, plum, a long finish.', priceInCents: 1100 },
  { sku: 'grinder', name: 'Hand grinder', about: 'Steel burrs, forty turns a cup.', priceInCents: 7900 },
  { sku: 'tea', name: 'Smoked oolong, 80 g', about: 'For the afternoons without coffee.', priceInCents: 1350 },
];

export function productOf(sku: string): Product | undefined {
  return products.find((product) => product.sku === sku);
}

const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });

export function priceText(cents: number): string {
  return euros.format(cents / 100);
}
