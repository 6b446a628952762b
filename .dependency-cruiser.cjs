// Who may know whom (docs/ARCHITECTURE.md). scripts/check.ts plants a violation of every rule in a copy of
// the tree and fails when one of them is not caught: a checker that sees nothing also reports nothing.
const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    forbid("no-circular", "No import cycles.", {}, { circular: true }),
    forbid("no-unresolvable", "Every import leads somewhere.", {}, { couldNotResolve: true }),
    forbid(
      "domain-knows-nobody",
      "The rules import nothing of ours.",
      { path: "^packages/domain/src" },
      { path: "^packages/(?!domain/)" },
    ),
    forbid(
      "domain-does-no-io",
      "The rules are pure: no file, no network, no process.",
      { path: "^packages/domain/src" },
      { dependencyTypes: ["core"], pathNot: "^(node:)?(crypto|buffer|util)$" },
    ),
    forbid(
      "ledger-knows-nobody",
      "Formats and checks of the ledger import nothing of ours: a stranger's verifier is made of them alone.",
      { path: "^packages/ledger/src" },
      { path: "^packages/(?!ledger/)" },
    ),
    forbid(
      "ledger-runs-anywhere",
      "Formats and checks of the ledger run in a browser: nothing of Node, not even its cryptography.",
      { path: "^packages/ledger/src" },
      { dependencyTypes: ["core"] },
    ),
    forbid(
      "catalogue-knows-domain",
      "The catalogue imports the domain only.",
      { path: "^packages/catalogue/src" },
      { path: "^packages/(?!catalogue/|domain/)" },
    ),
    forbid(
      "contract-knows-domain",
      "The contract imports the domain only.",
      { path: "^packages/contract/src" },
      { path: "^packages/(?!contract/|domain/)" },
    ),
    forbid(
      "server-knows-no-client",
      "The server imports neither web client nor command line.",
      { path: "^packages/server/src" },
      { path: "^packages/(web|cli)/" },
    ),
    forbid(
      "clients-know-contract",
      "Web client and command line import the contract, the domain and the ledger's checks.",
      { path: "^packages/(web|cli)/src" },
      { path: "^packages/(catalogue|server)/" },
    ),
    forbid(
      "clients-apart",
      "Web client and command line do not know each other.",
      { path: "^packages/(web|cli)/src" },
      { path: "^packages/(web|cli)/", pathNot: "^packages/$1/" },
    ),
    forbid(
      "platform-knows-no-feature",
      "The platform never imports features, nor what composes them.",
      { path: "^packages/server/src/platform" },
      { path: "^packages/server/src/(?!platform/)" },
    ),
    forbid(
      "feature-by-read-only",
      "A feature uses another one through its read.ts or through events.",
      { path: "^packages/server/src/features/([^/]+)/" },
      {
        path: "^packages/server/src/features/",
        pathNot: "^packages/server/src/features/($1/|[^/]+/read[a-z-]*[.]ts$)",
      },
    ),
    forbid(
      "features-do-not-compose",
      "Features do not import the composition.",
      { path: "^packages/server/src/features/[^/]+/" },
      { path: "^packages/server/src/([^/]+|features/[^/]+)[.]ts$" },
    ),
    forbid(
      "web-features-apart",
      "Web features do not import each other; pages compose them.",
      { path: "^packages/web/src/features/([^/]+)/" },
      { path: "^packages/web/src/features/", pathNot: "^packages/web/src/features/$1/" },
    ),
    forbid(
      "web-parts-below",
      "ui and lib know neither features nor pages; features do not know pages.",
      { path: "^packages/web/src/(ui|lib|features)/" },
      { path: "^packages/web/src/(pages|app)/" },
    ),
    forbid(
      "web-ui-knows-no-feature",
      "ui and lib are used by features, not the other way round.",
      { path: "^packages/web/src/(ui|lib)/" },
      { path: "^packages/web/src/features/" },
    ),
    forbid(
      "product-knows-no-test",
      "What ships does not import what tests it.",
      { path: "^packages/[^/]+/src" },
      { path: "^(packages/[^/]+/test|e2e|bench)/" },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "types", "default"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
    },
  },
};
