import { glob, readFile } from "node:fs/promises";
import path from "node:path";
import { type ESTree, parseSync, Visitor } from "vite";
import { expect, it } from "vitest";

// Browsers translate a page by replacing its text nodes with elements. React then fails to remove a text node, or goes
// on updating one that is no longer shown. A text that is the only child of its element is safe, since React sets it as
// the element's content.

/** Indentation, which is no text of the page. */
const isBlank = (child: ESTree.JSXChild) =>
  child.type === "JSXText" && child.value.trim() === "" && child.value.includes("\n");

const isExpression = (child: ESTree.JSXChild) => child.type === "JSXExpressionContainer";

/** Tells by its syntax alone that an expression is a text. */
function isText(expression: ESTree.JSXExpression): boolean {
  if (expression.type === "ConditionalExpression")
    return isText(expression.consequent) || isText(expression.alternate);
  if (expression.type === "LogicalExpression") return isText(expression.right);
  return expression.type === "TemplateLiteral" || expression.type === "Literal";
}

function hasChangingTextAmongOthers(children: ESTree.JSXChild[]) {
  const present = children.filter((child) => !isBlank(child));
  const texts = present.filter(
    (child) =>
      child.type === "JSXText" || (isExpression(child) && child.expression.type === "Literal"),
  );
  const changing = present.filter((child) => isExpression(child) && !texts.includes(child));
  if (present.length < 2) return false;
  return (
    (texts.length > 0 && changing.length > 0) ||
    changing.some((child) => isExpression(child) && isText(child.expression))
  );
}

it("no text that changes stands beside anything else", async () => {
  const found: string[] = [];
  const cwd = import.meta.dirname;
  for await (const file of glob("**/*.tsx", { cwd })) {
    const code = await readFile(path.join(cwd, file), "utf8");
    const look = ({ start, children }: ESTree.JSXElement | ESTree.JSXFragment) => {
      if (hasChangingTextAmongOthers(children))
        found.push(`${file}:${code.slice(0, start).split("\n").length}`);
    };
    const visitor = new Visitor({ JSXElement: look, JSXFragment: look });
    visitor.visit(parseSync(file, code).program);
  }
  expect(found).toEqual([]);
});
