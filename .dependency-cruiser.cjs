/** The architecture as rules for the machine (docs/architecture.md has the picture). Each rule carries its reason. */
const stages = ['manifest', 'live', 'planner', 'saved', 'executor', 'iam', 'report']

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A cycle means that two files are one, or that one of them knows too much.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...stages.map((stage) => ({
      name: `${stage}-knows-no-other-stage`,
      comment: 'Stages meet as values in cli/ alone: each can be read, tested and replaced by itself.',
      severity: 'error',
      from: { path: `^src/${stage}/` },
      to: { path: `^src/(${stages.filter((other) => other !== stage).join('|')}|cli|simulator)/` },
    })),
    {
      name: 'only-live-and-executor-reach-aws',
      comment: 'The manifest, the planner, saved plans and the reports are pure: nothing in them may ask AWS.',
      severity: 'error',
      from: { path: '^src/(manifest|planner|saved|iam|report|model)/' },
      to: { path: '^src/aws/' },
    },
    {
      name: 'model-imports-nothing',
      comment: 'The nouns are what every stage speaks; they depend on no stage and no package.',
      severity: 'error',
      from: { path: '^src/model/' },
      to: { pathNot: '^src/model/' },
    },
    {
      name: 'front-doors',
      comment: 'A folder is entered through the file that bears its name, so that the rest of it can change freely.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: {
        path: '^src/(manifest|live|planner|saved|executor|iam|report|cli)/',
        pathNot: ['^src/$1/', '^src/([^/]+)/\\1\\.ts$'],
      },
    },
    {
      name: 'sdk-only-in-aws',
      comment:
        'One folder turns SDK calls into values; elsewhere SDK types at most. The simulator reads the API model that the SDK ships.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(aws|simulator)/' },
      to: { path: 'node_modules/(@aws-sdk|@smithy)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'simulator-stands-alone',
      comment: 'Types shared with the code that it proves would share their mistakes.',
      severity: 'error',
      from: { path: '^src/simulator/' },
      to: { path: '^src/', pathNot: '^src/simulator/' },
    },
    {
      name: 'simulator-only-from-the-edge',
      comment: 'Only --sandbox needs it at run time: no stage may know that it is simulated.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(simulator/|cli/sandbox)' },
      to: { path: '^src/simulator/' },
    },
    {
      name: 'effects-at-the-edge',
      comment:
        'Files, processes and timers are in main.ts and node.ts, and in what the built program begins with; the HTTP server of the simulator is in its server.ts.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main|node|entry|packs|output|userCache|folder)\\.ts$|^src/simulator/server\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|net)$' },
    },
    {
      name: 'no-specs-in-src',
      comment: 'The product does not depend on its proof.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^specs/' },
    },
    {
      name: 'no-bench-in-src',
      comment: 'What measures the product is no part of it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^bench/' },
    },
    {
      name: 'no-dev-dependency-in-src',
      comment: 'What src imports at run time must be installed with the package.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'not-unreachable',
      comment: 'Dead code: no way leads here from the binary, the library or the specs.',
      severity: 'error',
      from: { path: '^(src/(main|entry|index)\\.ts|src/simulator/simulator\\.ts|specs/.*\\.spec\\.ts)$' },
      to: { path: '^src/', pathNot: '^src/(main|entry|index)\\.ts$', reachable: false },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
