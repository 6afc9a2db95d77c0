/** Words that mean something somewhere in the messages: a mutation puts them where they do not belong. */
export const WORDS: readonly string[] = [
  ...['REQUEST', 'CONTRACT', 'ROSTER', 'WEIGHTS', 'FINISH', 'COLUMNS', 'WITHDRAW', 'ACCEPT', 'BASE'],
  ...['GRADIENT', 'PAUSE', 'RESUME', 'ABORT', 'READY', 'HELLO', 'SCORING', 'SCORE', 'SCORED'],
  ...['penguins', 'leastRows', 'leastMembers', 'columnShare', 'modes', 'scores', 'refused'],
  ...['model', 'limit', 'shape', 'key'],
  ...['linear', 'ridge', 'lasso', 'elastic-net', 'logistic', 'rounds', 'one-shot', 'diabetes'],
  ...['consent', 'away', 'facilitator', 'withdrawn', 'left', 'contract-refused', 'data-refused'],
  ...['message-unexpected', 'roster-refused', 'roster-changed', 'integrity', 'cancelled', 'failed'],
  ...['continuous', 'discrete', 'ordinal', 'nominal', 'refuse', 'clip', 'drop', 'indicator'],
  ...['none', 'hold-out', 'folds', 'product', 'square', 'log', 'federated-trainer/contract'],
  ...['y', 'a', 'b', 'NA', 'toString', 'constructor', '__proto__', 'hasOwnProperty', 'length'],
];

/** Names of fields, of this protocol and of JavaScript. */
export const FIELDS: readonly string[] = [
  ...['v', 'type', 'sid', 'from', 'seq', 'round', 'body', 'reason', 'ciphertexts', 'stopped', 'title'],
  ...[
    'owners',
    'present',
    'kind',
    'mode',
    'roundLimit',
    'asked',
    'shared',
    'sample',
    'contract',
    'run',
    'maximumRows',
  ],
  ...[
    'keyBits',
    'n',
    'slotBits',
    'keyProof',
    'contractHash',
    'rosterHash',
    'entries',
    'maskKey',
    'commitment',
  ],
  ...[
    'confirmations',
    'nonce',
    'tag',
    'tags',
    'columns',
    'modes',
    'name',
    'description',
    'missing',
    'policy',
  ],
  ...['guard', 'derived', 'missingMarks', 'validation', 'share', 'folds', 'of', 'model', 'left', 'rows'],
  ...['question', 'answer', 'code'],
  ...['constant', 'range', 'outside', 'order', 'categories', 'reference', 'features', 'target', 'positive'],
  ...[
    '',
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'then',
    'toJSON',
    'length',
    '0',
    'Body',
    'body ',
  ],
];

/** Numbers at and beside the limits of fields and encodings. */
export const NUMBERS: readonly number[] = [
  ...[0, 1, -1, 2, 4, 10, 11, 16, 20, 21, 23, 24, 30, 32, 40, 52, 60, 100, 127, 128, 255, 256, 400, 401],
  ...[512, 999, 1000, 1001, 1024, 2048, 3072, 4095, 4096, 4097, 65_535, 65_536, 99_999, 100_000, 100_001],
  ...[1_000_000, 1_000_001, 2 ** 20, 2 ** 20 + 1, 1e9, 1e9 + 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32],
  ...[2 ** 53 - 1, -(2 ** 53 - 1), -24, -25, -256, -257],
];

/** Numbers that no integer says. */
export const FRACTIONS: readonly number[] = [
  ...[0.5, 0.1, -0.25, 1.5, 1e-7, 5e-324, -5e-324, 1e300, -1.7e308, 2 ** 53, 2 ** 64, 2 ** -24, 2 ** -25],
  ...[65_504.5, 100.000_01, 0.900_000_1],
];

/** Lengths at and beside those that fields have. */
export const LENGTHS: readonly number[] = [
  ...[0, 1, 2, 15, 16, 17, 31, 32, 33, 63, 64, 65, 66, 128, 176, 200, 201, 500, 501, 512, 513, 5632, 5633],
];

/** Texts that are hard on readers: everything here is UTF-8. */
export const TEXTS: readonly string[] = [
  ...['', ' ', '\0', 'ä', '\ufeff', '\ufeffage', '\u202eabc', '\ud83d\ude00', 'e\u0301', '\uffff', 'NaN'],
  ...['x'.repeat(200), 'x'.repeat(201), '\ud83d\ude00'.repeat(100), `x${'\ud83d\ude00'.repeat(100)}`],
];

/** Byte strings that look like texts and are none. */
export const NOT_UTF8: readonly Uint8Array[] = [
  Uint8Array.of(0xff),
  // A surrogate alone, a zero of two bytes, a slash of two, beyond U+10FFFF, an end that is missing.
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0xc0, 0x80),
  Uint8Array.of(0xc0, 0xaf),
  Uint8Array.of(0xf4, 0x90, 0x80, 0x80),
  Uint8Array.of(0x61, 0xe2, 0x82),
];
