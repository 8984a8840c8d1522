function nested(depth: number): string {
  return '{"a":['.repeat(depth) + ']}'.repeat(depth);
}

const manyKeys = JSON.stringify(
  Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`key${index}`, index])),
);

const controls = Array.from({ length: 31 }, (_, index) => String.fromCharCode(index + 1)).join('');

/** JSON of every shape; the last is long. */
export const jsonTexts = ['null', 'false', '0', '""', '[]', '{}', '{"a":null}', '[[],[{}]]', nested(100), manyKeys];

/** What a store changes or refuses that takes a payload for JSON. */
export const uninterpretedTexts = [
  '9007199254740991',
  '9007199254740993',
  '-0',
  '1e400',
  '1.0',
  '1E+2',
  '0.1000000000000000055511151231257827',
  '{"b":1,"a":2}',
  '{"a":1,"a":2}',
  '{ "a" : [ 1 , 2 ] }',
  'not json at all',
  '{"unfinished":',
  'undefined',
];

/** What is special to some database, protocol or language. */
export const specialTexts = [
  '{"__proto__":{"polluted":true},"constructor":{"prototype":1}}',
  '{"$set":{"a.b":1},"$where":"1","":0}',
  `{"quotes":"'\\"\\\\' OR '1'='1"}`,
  "'; DROP TABLE session; --",
  '{"nul":"\\u0000","lone":"\\ud800"}',
  '\\',
  '\\\\n\\x00%s%d${a}{{b}}?:1$1@p1',
  "$& $1 $$ $` $'",
  '\r\n0 0 5\r\nSTORED\r\nEND\r\n',
];

/** Characters that encodings and collations change. */
export const oddCharacters = [
  '😀👩‍👩‍👧‍👦🏳️‍🌈🇩🇪',
  'שלום مرحبا\u202eabc\u202c',
  'e\u0301 vs é, Å vs Å vs A\u030a',
  'ﬁ ﬀ ½ ², ſ ß ẞ İ ı',
  '𝒳𠜎\u{10ffff}\u{1f9ff}',
  '\ufeffmark in front',
  'space behind ',
  ' space in front',
  '\ttab\n newline \r\n return\r',
  '\u2028\u2029\u0085\u00a0\u200b\ufffd\uffff\ufffe',
  controls,
  '\u007f\u0080\u009f',
];
