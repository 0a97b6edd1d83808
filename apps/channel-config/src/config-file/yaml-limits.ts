import { Lexer } from 'yaml';

/** Our own files have five levels. */
const DEPTH_MAX = 32;
/** Of one mapping: each key is compared with all others. */
const KEYS_MAX = 1_000;

interface Level {
  /** Where it begins in its line; every bracket is a level of its own. */
  column: number;
  isFlow: boolean;
  keys: number;
}

/**
 * Why a YAML text is not worth parsing, told by its lexemes in one pass: the parser recurses, and one that is deep enough
 * ends the process. Undefined when it is.
 */
export function yamlTooCostly(text: string): string | undefined {
  const levels: Level[] = [];
  let column = 0;
  for (const lexeme of new Lexer().lex(text)) {
    const fault = enter(levels, lexeme, column);
    if (fault) return fault;
    const lineBreak = lexeme.lastIndexOf('\n');
    column = lineBreak === -1 ? column + lexeme.length : lexeme.length - lineBreak - 1;
  }
  return undefined;
}

function enter(levels: Level[], lexeme: string, column: number): string | undefined {
  const isInFlow = levels.at(-1)?.isFlow === true;
  if (lexeme === ':') return countKey(levels);
  if (lexeme === '[' || lexeme === '{') levels.push({ column, isFlow: true, keys: 0 });
  else if (lexeme === ']' || lexeme === '}') {
    if (isInFlow) levels.pop();
  } else if (!isInFlow && !isBetween.test(lexeme)) {
    while ((levels.at(-1)?.column ?? -1) > column) levels.pop();
    if (levels.at(-1)?.column !== column) levels.push({ column, isFlow: false, keys: 0 });
  }
  return levels.length > DEPTH_MAX ? `is nested more than ${DEPTH_MAX} levels deep` : undefined;
}

function countKey(levels: Level[]): string | undefined {
  const level = levels.at(-1);
  if (level) level.keys++;
  return level && level.keys > KEYS_MAX ? `has a mapping of more than ${KEYS_MAX} keys` : undefined;
}

/** Blanks, line breaks, comments and the lexer's own marks, which stand for nothing in the tree. */
const isBetween = /^(\s*|#.*|[\u0002\u0018\u001f\ufeff])$/s;
