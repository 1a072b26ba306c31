import bcd, {
  type Identifier,
  type SimpleSupportStatement,
} from "@mdn/browser-compat-data" with { type: "json" };
import { type ESTree, parseSync, Visitor } from "vite";
import { SUPPORTED_BROWSERS } from "./supported-browsers.ts";

// Finds features of scripts and styles that a supported browser lacks, by MDN's data. Syntax is left to the build, which
// lowers it. A script has no types: a method is looked up by its name alone, and is new where each object that has such
// a method got it late.

/** All features of a name. It is there when any of them is. */
type Features = Map<string, Identifier[]>;

const globals: Features = new Map();
const statics: Features = new Map();
const methods: Features = new Map();
const functions: Features = new Map();
const atRules: Features = new Map();
const pseudos: Features = new Map();

function add(features: Features, name: string, feature: Identifier) {
  features.set(name, [...(features.get(name) ?? []), feature]);
}

for (const [name, owner] of [...children(bcd.api), ...children(bcd.javascript.builtins)]) {
  add(globals, name, owner);
  for (const [key, feature] of children(owner)) {
    const member = key.replace(/_static$/, "");
    add(statics, `${name}.${member}`, feature);
    if (isEverywhere(feature)) add(methods, member, feature);
    if (name === "Window") add(globals, member, feature);
  }
}
for (const [name, feature] of descendants(bcd.javascript.builtins?.Intl))
  add(methods, name, feature);
for (const [name, feature] of descendants(bcd.css.types)) add(functions, name, feature);
for (const [name, feature] of children(bcd.css["at-rules"])) add(atRules, name, feature);
for (const [name, feature] of children(bcd.css.selectors)) add(pseudos, name, feature);

/** The features of a script that are newer than the supported browsers, each once. A `typeof` test excuses its feature. */
export function newerInScript(code: string): string[] {
  const found = new Set<string>();
  const askedFor = new Set<string>();
  /** Identifiers that are no variables. */
  const labels = new Set<ESTree.Node>();
  const look = (features: Features, key: string, name = key) => {
    if (isNewer(features.get(key))) found.add(name);
  };
  const label = ({ key, computed }: { key: ESTree.Node; computed: boolean }) => {
    if (!computed) labels.add(key);
  };
  new Visitor({
    Property: label,
    MethodDefinition: label,
    PropertyDefinition: label,
    ImportSpecifier: ({ imported }) => void labels.add(imported),
    ExportSpecifier: ({ exported }) => void labels.add(exported),
    Identifier: (node) => {
      if (!labels.has(node)) look(globals, node.name);
    },
    UnaryExpression: ({ operator, argument }) => {
      if (operator !== "typeof") return;
      askedFor.add(code.slice(argument.start, argument.end));
      if (argument.type === "MemberExpression" && argument.property.type === "Identifier")
        askedFor.add(`.${argument.property.name}()`);
    },
    Literal: (node) => {
      if ("regex" in node && node.regex.flags.includes("v")) found.add("RegExp with v");
    },
    MemberExpression: ({ computed, object, property }) => {
      if (computed || property.type !== "Identifier") return;
      labels.add(property);
      if (object.type === "Identifier") look(statics, `${object.name}.${property.name}`);
    },
    CallExpression: ({ callee, optional }) => {
      if (optional || callee.type !== "MemberExpression" || callee.computed) return;
      const { object, property } = callee;
      const isStatic =
        object.type === "Identifier" && statics.has(`${object.name}.${property.name}`);
      if (!isStatic) look(methods, property.name, `.${property.name}()`);
      if (isIterator(object)) look(statics, `Iterator.${property.name}`);
    },
  }).visit(parseSync("script.js", code).program);
  return [...found].filter((name) => !askedFor.has(name)).sort();
}

/** Calls like `map.values()` and `text.matchAll(…)`: those of `Object.values(…)` have an argument, and give an array. */
const isIterator = (node: ESTree.Expression) =>
  node.type === "CallExpression" &&
  node.callee.type === "MemberExpression" &&
  node.callee.property.type === "Identifier" &&
  (node.callee.property.name === "matchAll" ||
    (["entries", "keys", "values"].includes(node.callee.property.name) &&
      node.arguments.length === 0));

/** The same of a style sheet. Properties that a browser skips do no harm. */
export function newerInStyle(css: string): string[] {
  const uses = (pattern: RegExp, features: Features) =>
    Array.from(css.matchAll(pattern))
      .filter(([, name = ""]) => isNewer(features.get(name)))
      .map(([use]) => use);
  const found = [
    ...uses(/(?<![\w-])([a-z][a-z-]*)\(/g, functions),
    ...uses(/@([a-z-]+)/g, atRules),
    ...uses(/:([a-z][a-z-]*)(?=[^{};]*\{)/g, pseudos),
  ];
  return [...new Set(found)].sort();
}

function isNewer(features: Identifier[] | undefined) {
  if (!features) return false;
  return Object.entries(SUPPORTED_BROWSERS).some(
    ([browser, version]) => !features.some((feature) => supports(feature, browser, version)),
  );
}

/** A script hardly means a feature that only some browsers have today. */
function isEverywhere(feature: Identifier) {
  return Object.keys(SUPPORTED_BROWSERS).every((browser) => supports(feature, browser, Infinity));
}

function supports({ __compat }: Identifier, browser: string, version: number) {
  // Some only hold others, as the types of CSS do.
  if (!__compat) return true;
  const { support } = __compat;
  const statements = Object.entries(support).find(([name]) => name === browser)?.[1];
  return [statements].flat().some((statement) => statement && isSince(statement, version));
}

function isSince(statement: SimpleSupportStatement, version: number) {
  const { version_added, version_removed, flags, prefix, alternative_name } = statement;
  if (typeof version_added !== "string" || version_removed) return false;
  if (flags || prefix || alternative_name) return false;
  return Number(version_added.replace("≤", "")) <= version;
}

function children(parent: Identifier | undefined): [string, Identifier][] {
  const { __compat: _, ...features } = parent ?? {};
  return Object.entries(features);
}

function descendants(parent: Identifier | undefined): [string, Identifier][] {
  return children(parent).flatMap(([name, child]) => [[name, child], ...descendants(child)]);
}
