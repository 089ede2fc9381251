/** The cluster query language of placement constraints: `attribute:ecs.instance-type =~ t3.* and not(attribute:stack == prod)`. */
import { invalidParameter } from './exceptions.js'

/** Answers what a subject is worth (`attribute:NAME`, `ec2InstanceId`, `task:group`, …); more than one value for `task:group`. */
export type Subjects = (subject: string) => readonly string[]

/** A parsed expression. */
export type Expression = (subjects: Subjects) => boolean

/** Parses an expression; an invalid one is an InvalidParameterException. */
export const parseExpression = (text: string): Expression => {
  const tokens = tokensOf(text)
  const [expression, rest] = parseAny(tokens)
  if (rest.length > 0) throw invalid(text)
  return expression

  function parseAny(input: readonly string[]): [Expression, readonly string[]] {
    const [left, rest] = parseAll(input)
    if (!isWord(rest[0], ['or', '||'])) return [left, rest]
    const [right, after] = parseAny(rest.slice(1))
    return [(subjects) => left(subjects) || right(subjects), after]
  }

  function parseAll(input: readonly string[]): [Expression, readonly string[]] {
    const [left, rest] = parseOne(input)
    if (!isWord(rest[0], ['and', '&&'])) return [left, rest]
    const [right, after] = parseAll(rest.slice(1))
    return [(subjects) => left(subjects) && right(subjects), after]
  }

  function parseOne(input: readonly string[]): [Expression, readonly string[]] {
    const [first, ...rest] = input
    if (first === undefined) throw invalid(text)
    if (isWord(first, ['not', '!'])) {
      const [inner, after] = parseOne(rest)
      return [(subjects) => !inner(subjects), after]
    }
    if (first === '(') {
      const [inner, after] = parseAny(rest)
      if (after[0] !== ')') throw invalid(text)
      return [inner, after.slice(1)]
    }
    return parseComparison(first, rest)
  }

  function parseComparison(subject: string, input: readonly string[]): [Expression, readonly string[]] {
    const [operator = '', ...rest] = input
    const name = operator.toLowerCase()
    if (name === 'exists') return [(subjects) => subjects(subject).length > 0, rest]
    if (name === '!exists' || name === 'not_exists') return [(subjects) => subjects(subject).length === 0, rest]
    if (name === 'in' || name === 'not_in' || name === '!in') {
      const end = rest.indexOf(']')
      if (rest[0] !== '[' || end < 0) throw invalid(text)
      const list = rest.slice(1, end).filter((token) => token !== ',')
      const isIn = (subjects: Subjects) => subjects(subject).some((value) => list.includes(value))
      return [name === 'in' ? isIn : (subjects) => !isIn(subjects), rest.slice(end + 1)]
    }
    const compare = comparisons[name]
    const [argument, ...after] = rest
    if (compare === undefined || argument === undefined) throw invalid(text)
    return [(subjects) => compare(subjects(subject), argument), after]
  }

  function invalid(expression: string) {
    return invalidParameter(`Invalid expression: ${expression}`)
  }
}

const equals = (values: readonly string[], argument: string) => values.includes(argument)
const matches = (values: readonly string[], argument: string) => values.some((value) => globOf(argument).test(value))
const order =
  (accept: (difference: number) => boolean) =>
  (values: readonly string[], argument: string): boolean =>
    values.some((value) => accept(Number(value) - Number(argument)))

const comparisons: Readonly<Record<string, (values: readonly string[], argument: string) => boolean>> = {
  '==': equals,
  equals,
  '!=': (values, argument) => !equals(values, argument),
  not_equals: (values, argument) => !equals(values, argument),
  '=~': matches,
  matches,
  '!~': (values, argument) => !matches(values, argument),
  not_matches: (values, argument) => !matches(values, argument),
  '>': order((difference) => difference > 0),
  greater_than: order((difference) => difference > 0),
  '>=': order((difference) => difference >= 0),
  greater_than_equal: order((difference) => difference >= 0),
  '<': order((difference) => difference < 0),
  less_than: order((difference) => difference < 0),
  '<=': order((difference) => difference <= 0),
  less_than_equal: order((difference) => difference <= 0),
}

const tokensOf = (text: string): readonly string[] =>
  text.match(/!exists|!in\b|[()[\],]|==|!=|=~|!~|>=|<=|&&|\|\||[<>!]|[^\s()[\],=!<>~&|]+/g) ?? []

const isWord = (token: string | undefined, words: readonly string[]): boolean =>
  token !== undefined && words.includes(token.toLowerCase())

// The pattern is a list of literals and stars; regular expressions of the user are not run as they are.
const globOf = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/[\\^$+?()[\]{}|]/g, '\\$&').replace(/\.\*|\*/g, '.*')}$`)
