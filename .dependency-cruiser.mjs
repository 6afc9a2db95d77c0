/**
 * The import law of src/README.md as rules: who may import whom, doors only, no cycles, and which
 * package lives in which room. tests/architecture runs them, and checks that planted violations fail.
 */

/** @type {Record<string, string[]>} */
export const MAY_IMPORT = {
  base: [],
  bignum: ['base'],
  paillier: ['base', 'bignum'],
  encoding: ['base'],
  contract: ['base'],
  dataset: ['base', 'contract'],
  learning: ['base', 'contract'],
  privacy: ['base'],
  protocol: ['base', 'contract', 'encoding', 'privacy'],
  transport: ['base'],
  storage: ['base'],
  workers: ['base', 'bignum', 'paillier', 'encoding', 'contract', 'dataset', 'learning', 'privacy'],
  parties: [
    ...['base', 'bignum', 'paillier', 'encoding', 'contract', 'dataset', 'learning', 'privacy'],
    ...['protocol', 'transport', 'storage', 'workers'],
  ],
  ui: ['base', 'contract', 'parties'],
};

/** Rooms of which others may import types only. @type {Record<string, string[]>} */
const TYPES_ONLY = { protocol: ['paillier', 'learning'] };

/** The one room that may import a package. @type {Record<string, string>} */
const PACKAGE_ROOM = {
  peerjs: 'transport',
  comlink: 'workers',
  'idb-keyval': 'storage',
  'paillier-bigint': 'paillier',
  papaparse: 'dataset',
  cborg: 'protocol',
  svelte: 'ui',
  'd3-scale': 'ui',
  'd3-shape': 'ui',
  uqr: 'ui',
};

const roomRules = Object.entries(MAY_IMPORT).flatMap(([room, allowed]) => {
  const typesOnly = TYPES_ONLY[room] ?? [];
  const open = [room, ...allowed, ...typesOnly].join('|');
  return [
    {
      name: `law-${room}`,
      comment: `${room} may import ${allowed.join(', ') || 'nothing'}`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: '^(src|signaling|tests|scripts)/', pathNot: `^src/(${open})/` },
    },
    {
      name: `door-${room}`,
      comment: `from outside, import the door of ${room} and nothing behind it`,
      severity: 'error',
      from: { path: '^(src|signaling)/', pathNot: `^src/${room}/` },
      to: { path: `^src/${room}/`, pathNot: `^src/${room}/index\\.ts$` },
    },
    ...typesOnly.map((other) => ({
      name: `types-${room}-${other}`,
      comment: `${room} may import types of ${other}, no code`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: `^src/${other}/`, dependencyTypesNot: ['type-only'] },
    })),
  ];
});

const packageRules = Object.entries(PACKAGE_ROOM).map(([name, room]) => ({
  name: `package-${name}`,
  comment: `${name} is imported in ${room} only`,
  severity: 'error',
  from: { path: '^(src|signaling)/', pathNot: `^src/${room}/` },
  to: { path: `node_modules/${name}/` },
}));

export default {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'own-door',
      comment: 'inside a room, import the sibling, not the own door',
      severity: 'error',
      from: { path: '^src/([^/]+)/.+' },
      to: { path: '^src/$1/index\\.ts$' },
    },
    {
      name: 'no-room-outside-the-table',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/[^/]+/', pathNot: `^src/(${Object.keys(MAY_IMPORT).join('|')})/` },
    },
    {
      name: 'page-knows-no-server',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(signaling|tests|scripts)/' },
    },
    ...roomRules,
    ...packageRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'default', 'types'],
    },
  },
};
