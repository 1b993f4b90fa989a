/**
 * The tree-sitter grammar of ecrc. It accepts what the parser accepts, `grammar/ecrc.pest` with `src/spec/syntax/`: the
 * shape of files, blocks and statements. Which words a statement takes is checked by the compiler alone.
 *
 * After a change, run `npm install && npm run generate` here, and `tests/engines/run -k tree_sitter` at the top. ABI 14 is
 * not the newest one: older editors read it too.
 */

// The words that open statements, in the order of the reference, but for those of `OF_ENDPOINTS`. `src/scanner.c` has
// all of them too. A test compares both with the compiler.
const STATEMENTS = [
  'region', 'account', 'tag', 'name', 'vpc', 'subnets', 'route_tables', 'endpoint', 'clients', 'security_group',
  'tasks', 'dns', 'ip', 'fips', 'sdk', 'launch', 'uses', 'logs', 'secrets', 'exec', 'kms', 'images', 's3',
  'pull_through_cache', 'execution_role', 'accept',
];

// Those after which `logs`, `kms` and `s3` name an endpoint, even on the next line.
const OF_ENDPOINTS = ['existing', 'private_dns'];

// Those in which they do so behind `on`.
const OF_ACCESS = ['allow', 'deny'];

// What neither strings nor comments may hold: control characters, and those that change the order of what is shown.
const CONTROLS = '\\u0000-\\u0008\\u000A-\\u001F\\u007F-\\u009F';
const BIDI = '\\u202A-\\u202E\\u2066-\\u2069';
const MARKS = '\\u061C\\u200E\\u200F\\uFEFF';

module.exports = grammar({
  name: 'ecrc',

  word: $ => $.word,

  extras: $ => [/[ \t\n]|\r\n/, $.comment],

  // Empty tokens, by which the scanner says that what follows goes on with the statement or header.
  externals: $ => [$._argument_follows, $._service_follows, $._name_follows, $._recovering, $._part_follows],

  rules: {
    source_file: $ => repeat(choice($.include, $.defaults, $.private_ecr)),

    include: $ => seq('include', field('path', $.string), ';'),

    defaults: $ => seq('defaults', field('body', $.body)),

    private_ecr: $ => seq(
      'private_ecr',
      optional(seq($._name_follows, field('name', $.word))),
      field('body', $.body),
    ),

    body: $ => seq('<', repeat(seq($.statement, ';')), optional($.statement), '>'),

    statement: $ => choice(
      seq(
        field('keyword', alias(choice(...STATEMENTS), $.keyword)),
        repeat(seq($._argument_follows, $._argument)),
      ),
      seq(
        field('keyword', alias(choice(...OF_ENDPOINTS), $.keyword)),
        optional(seq($._service_follows, $._argument, repeat(seq($._argument_follows, $._argument)))),
      ),
      seq(
        field('keyword', alias(choice(...OF_ACCESS), $.keyword)),
        optional(seq($._argument_follows, $._argument, repeat(seq($._part_follows, $._argument)))),
      ),
    ),

    _argument: $ => choice($.word, $.string, ','),

    word: _ => /[A-Za-z0-9._:\/-]+/,

    string: $ => seq(
      '"',
      repeat(choice($._text, $.escape_sequence)),
      token.immediate('"'),
    ),

    _text: _ => token.immediate(prec(1, new RustRegex(`[^"\\\\\\t${CONTROLS}${BIDI}${MARKS}]+`))),

    escape_sequence: _ => token.immediate(prec(1, /\\["\\]/)),

    comment: _ => token(new RustRegex(`#[^${CONTROLS}${BIDI}]*`)),
  },
});
