// Who may import whom: the arrows of the house, one line per folder; a folder may always import itself.
// tools/check-layers.mjs runs these rules and proves that they bite.

const ENGINE_LOW = ['src/lib', 'src/formats', 'src/engine/gpu'];
const HEADLESS = ['src/lib', 'src/formats', 'src/text', 'src/data', 'src/hub', 'src/engine', 'src/evaluate', 'src/run'];

export const LAYERS = {
  'src/lib': [],
  'src/formats': ['src/lib'],
  'src/text': ['src/lib'],
  'src/data': ['src/lib', 'src/formats', 'src/text'],
  'src/hub': ['src/lib', 'src/formats', 'src/text'],
  'src/engine/gpu': ['src/lib', 'src/formats', 'shaders'],
  'src/engine/ops': [...ENGINE_LOW, 'shaders'],
  'src/engine/model': [...ENGINE_LOW, 'src/engine/ops'],
  'src/engine/train': [...ENGINE_LOW, 'src/engine/ops', 'src/engine/model'],
  'src/engine/generate': [...ENGINE_LOW, 'src/engine/ops', 'src/engine/model'],
  'src/engine/measure': [...ENGINE_LOW, 'src/engine/ops', 'src/engine/model'],
  'src/evaluate': ['src/lib', 'src/formats', 'src/text', 'src/data', 'src/engine'],
  'src/run': HEADLESS,
  'src/report': ['src/lib'],
  'src/workers': [...HEADLESS, 'src/report'],
  'src/cli': [...HEADLESS, 'src/report'],
  'src/ui': ['src/lib'],
  'src/store': ['src/lib'],
  'src/features': ['src/lib', 'src/store', 'src/ui', 'src/app/messages'],
  'src/app/messages': ['src/lib'],
  'src/app': ['src/lib', 'src/store', 'src/ui', 'src/features'],
};

/** What reaches across: the engine's interfaces, and the page's view of run/ and workers/. */
const ENGINE_TYPES = '^src/engine/types\\.ts$';
const PAGE_VALUES = [
  '^src/run/(config|setting|samplingSettings|presets|commandLine|settingsLink|trialGrid)\\.ts$',
  '^src/workers/(client|traffic)\\.ts$',
  '^src/hub/hubName\\.ts$',
  // Judging and reviewing are plain functions of texts: a person's verdict shows at once.
  '^src/evaluate/(judge|answerMarks)\\.ts$',
  '^src/run/review/(?!readReview)[a-zA-Z]+\\.ts$',
];
const PAGE_TYPES = [
  '^src/run/tokenLosses\\.ts$',
  '^src/run/(events|trialRecord)\\.ts$',
  '^src/workers/[a-zA-Z]+Api\\.ts$',
];
/** A report is made of a run's record, its table of settings and its sentences of outcome and number format. */
const REPORTED = '^src/run/(record|trialRecord|events|config|setting|verdictText|tierText|review/reviewRecord)\\.ts$';
/** Every string a person reads: a leaf that features share with the app. */
const MESSAGES = '^src/app/messages/';
const ON_PAGE = ['src/store', 'src/features', 'src/app'];
const SEES_ENGINE_TYPES = /^src\/(data|hub|store|engine\/.*)$/;
const TESTS = ['\\.test\\.tsx?$', '/testing/'];

/** `src/engine` also has files of its own (types.ts, and what joins its folders for evaluate/ and run/). */
export const ENGINE_ROOT = '^src/engine/[^/]+\\.ts$';

const PAGE_PACKAGES = 'node_modules/(react-dom|recharts|@mantine|@tabler)/';

const inside = (folders) => folders.map((folder) => `^${folder}/`);

const layerRules = Object.entries(LAYERS).map(([folder, allowed]) => ({
  name: `layer: ${folder}`,
  comment: `${folder} may import ${allowed.join(', ') || 'nothing of ours'}.`,
  severity: 'error',
  from: { path: inside([folder]), pathNot: TESTS },
  to: {
    path: inside(['src', 'shaders', 'tools', 'e2e']),
    pathNot: [
      ...inside([folder, ...allowed]),
      ...(SEES_ENGINE_TYPES.test(folder) ? [ENGINE_TYPES] : []),
      ...(folder === 'src/report' ? [REPORTED] : []),
      ...(folder === 'src/features' ? [MESSAGES] : []),
      ...(ON_PAGE.includes(folder) ? [...PAGE_VALUES, ...PAGE_TYPES] : []),
    ],
  },
}));

const rule = (name, from, to) => ({ name, severity: 'error', from, to });

export default {
  forbidden: [
    ...layerRules,
    rule(
      'layer: src/engine',
      { path: ENGINE_ROOT, pathNot: TESTS },
      { path: inside(['src']), pathNot: inside(['src/lib', 'src/formats', 'src/engine']) },
    ),
    rule('engine types as types only', {}, { path: ENGINE_TYPES, dependencyTypesNot: ['type-only'] }),
    rule(
      'worker types as types only',
      { path: inside(ON_PAGE) },
      { path: PAGE_TYPES, dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'features apart',
      { path: '^src/features/([^/]+)/' },
      { path: '^src/features/', pathNot: '^src/features/$1/' },
    ),
    rule(
      'main mounts the app',
      { path: '^src/(main\\.tsx|models\\.ts)$' },
      { path: '^src/', pathNot: '^src/(app|store)/' },
    ),
    rule(
      'messages are a leaf',
      { path: MESSAGES, pathNot: TESTS },
      { path: '^src/', pathNot: [MESSAGES, '^src/lib/'] },
    ),
    rule(
      'no packages in lib and engine but zod',
      { path: inside(['src/lib', 'src/engine']), pathNot: TESTS },
      { path: 'node_modules', pathNot: 'node_modules/zod/' },
    ),
    rule(
      'no React below the page',
      { path: '^src/(lib|formats|text|data|hub|engine|evaluate|run|report|workers|cli)/' },
      { path: 'node_modules/react/' },
    ),
    rule('components on the page only', { path: '^src/(?!ui/|features/|app/|main|models)' }, { path: PAGE_PACKAGES }),
    rule('Node in the command line only', { path: '^src/(?!cli/)', pathNot: TESTS }, { dependencyTypes: ['core'] }),
    rule('no development packages', { path: '^src/', pathNot: TESTS }, { dependencyTypes: ['npm-dev'] }),
    rule('resolvable', {}, { couldNotResolve: true }),
    rule('no cycles', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
