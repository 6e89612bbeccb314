/**
 * What a spreadsheet executes as a formula: it begins with one of these, also full-width, also after white space. The source is
 * OWASP's page on CSV injection.
 */
const EXECUTED = /^'*\s*[=+\-@\t\r\n＝＋－＠]/u
const DEFUSED = /^'+\s*[=+\-@\t\r\n＝＋－＠]/u

/** A cell that no spreadsheet executes: what would be, has an apostrophe before it. {@link undoDefusing} takes it off again. */
export function defuseCell(text: string): string {
  return EXECUTED.test(text) ? `'${text}` : text
}

/** The text of a cell as it was before {@link defuseCell}, for every text. */
export function undoDefusing(cell: string): string {
  return DEFUSED.test(cell) ? cell.slice(1) : cell
}
