/** The global that stored code sets if it is run. */
export const canary = 'sessCanary';

const code = `globalThis.${canary}=1`;
const call = `(function(){${code}})()`;

/** Code in forms that formats and parsers are known to run, or to turn into a function. */
export const codeTexts: readonly string[] = [
  code,
  call,
  `(${call})`,
  `[${call}]`,
  `{"a":${call}}`,
  `{a:${call}}`,
  `{"a":1,"b":(${code})}`,
  `1;${code}`,
  `null);${code};(null`,
  `{});${code};({}`,
  `"+(${code})+"`,
  `\${${code}}`,
  `{"toString":"${code}"}`,
  // node-serialize, funcster, serialize-javascript
  `{"rce":"_$$ND_FUNC$$_function(){${code}}()"}`,
  `{"__js_function":"${code}"}`,
  `{"rce":"@__F-00000000-0__@"}`,
  // js-yaml, cryo, PHP, .NET and Java
  `!!js/function >\n  function(){${code}}`,
  `{"root":"_CRYO_REF_0","references":[{"contents":{},"value":"_CRYO_FUNCTION_${call}"}]}`,
  `O:8:"Function":1:{s:4:"code";s:20:"${code}";}`,
  `{"$type":"Function","$value":"${code}"}`,
  `{"$ref":"$.constructor.constructor('${code}')()"}`,
  // devalue, superjson, seroval, EJSON
  `[["Function",1],"${code}"]`,
  `[["constructor",1],["constructor",2],"${code}"]`,
  `(function(a){a[0]=${call};return a}([]))`,
  `{"json":{"a":"${code}"},"meta":{"values":{"a":["Function"]}}}`,
  `{"json":{"a":"${code}"},"meta":{"values":{"a":[["class","Function"]]}}}`,
  `($R=>$R[0]=${call})([])`,
  `{"$code":"function(){${code}}"}`,
  `{"$type":"constructor","$value":["${code}"]}`,
];

/** Texts that set a prototype if their keys are assigned, merged or followed as paths. */
export const prototypeTexts: readonly string[] = [
  '{"__proto__":{"isAdmin":true}}',
  '{"a":{"__proto__":{"isAdmin":true}}}',
  '[{"__proto__":{"isAdmin":true}}]',
  '{"__proto__":null}',
  '{"__proto__":[]}',
  '{"constructor":{"prototype":{"isAdmin":true}}}',
  '{"__proto__.isAdmin":true}',
  '{"constructor.prototype.isAdmin":true}',
  '[{"__proto__":1},{"isAdmin":2},true]',
  '[["null","__proto__",1],{"isAdmin":2},true]',
  '[{"constructor":1},{"prototype":2},{"isAdmin":3},true]',
  '{"json":{"a":1},"meta":{"values":{"__proto__.isAdmin":["undefined"]}}}',
  '{"json":{"__proto__":{"isAdmin":true}},"meta":{"referentialEqualities":{"__proto__":["constructor"]}}}',
  '{"$ref":"__proto__"}',
];

/** Small texts that request large values. */
export const greedyTexts: readonly string[] = [
  '[[-7,4294967295]]',
  '[[-7,100000000,99999999,1],1]',
  '[["Uint8Array",1],1000000000]',
  '[["Uint8Array",1],["ArrayBuffer",1000000000]]',
  '{"length":4294967295}',
  '{"$type":"Array","length":4294967295}',
  '{"$typed":"Uint8Array","length":1000000000}',
  '1e999',
  '[["BigInt","1e1000000"]]',
  '['.repeat(100_000),
  '['.repeat(100_000) + ']'.repeat(100_000),
  '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000),
  `[${Array.from({ length: 100_000 }, (_, at) => `[${at + 1}]`).join(',')},1]`,
];

const fragments = ['', ' ', '\0', '{', ']', '"', '\\', 'undefined', 'NaN', '-', '01', "{'a':1}", '{"a":1,}', '[1,]'];
const almostJson = ['[object Object]', '// comment\n{}', '\ufeff{}', '\ud800', '{"a":1}{"a":2}'];
const otherFormats = ['AAECAwQ=', '<a/>', '- a\n- b', 'a:1:{i:0;s:1:"x";}'];

/** Texts that no serializer writes. */
export const nonsenseTexts: readonly string[] = [...fragments, ...almostJson, ...otherFormats];
