// Says whether what follows goes on with a statement or a header. A line that begins with a keyword begins a new
// statement, and one that begins with `private_ecr`, `defaults` or `include` a new item, even where the `;` or `>`
// before it is missing. So one missing sign spoils one statement. Behind a comma, a keyword is an item of the list if a
// comma or the end of the statement follows: no keyword is a statement alone. Comments of other languages are refused
// here, since their signs may stand inside a word.

#include "tree_sitter/parser.h"

#include <stdlib.h>
#include <string.h>

// In the order of `externals` in grammar.js.
enum Token { ARGUMENT_FOLLOWS, SERVICE_FOLLOWS, NAME_FOLLOWS, RECOVERING, PART_FOLLOWS };

static const char *const ITEMS[] = {"private_ecr", "defaults", "include", NULL};

static const char *const STATEMENTS[] = {
    "region", "account",     "tag",   "name",   "vpc",     "subnets", "route_tables", "existing",
    "endpoint", "clients",   "security_group", "tasks", "dns", "private_dns", "ip",   "fips",
    "sdk",    "launch",      "uses",  "logs",   "secrets", "exec",    "kms",          "images",
    "s3",     "pull_through_cache",   "execution_role",    "allow",   "deny",         "accept", NULL,
};

static const char *const SERVICES[] = {"logs", "kms", "s3", NULL};

// Longer than every word of the lists.
enum { LONGEST = 32 };

static bool is_word(int32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == ':' || c == '/' || c == '-';
}

static bool holds(const char *const *list, const char *word) {
  for (; *list; list++) {
    if (strcmp(*list, word) == 0) return true;
  }
  return false;
}

// What the last argument was, if it matters: `on`, behind which an `allow` or a `deny` names a service, or a comma.
enum Last { OTHER, ON, COMMA };

void *tree_sitter_ecrc_external_scanner_create(void) { return calloc(1, sizeof(char)); }

void tree_sitter_ecrc_external_scanner_destroy(void *payload) { free(payload); }

unsigned tree_sitter_ecrc_external_scanner_serialize(void *payload, char *buffer) {
  buffer[0] = *(char *)payload;
  return 1;
}

void tree_sitter_ecrc_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  *(char *)payload = length > 0 ? buffer[0] : OTHER;
}

// Passes over blanks and comments; whether a line ends in them.
static bool pass_gap(TSLexer *lexer) {
  bool fresh_line = false;
  for (;;) {
    int32_t c = lexer->lookahead;
    if (c == '#') {
      while (!lexer->eof(lexer) && lexer->lookahead != '\n') lexer->advance(lexer, false);
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      fresh_line = fresh_line || c == '\n';
      lexer->advance(lexer, false);
    } else {
      return fresh_line;
    }
  }
}

bool tree_sitter_ecrc_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  char *last = payload;
  if (valid[RECOVERING]) return false;

  // The token is empty: what is read from here on is only looked at.
  lexer->mark_end(lexer);
  bool fresh_line = pass_gap(lexer);

  char word[LONGEST];
  unsigned length = 0;
  for (; is_word(lexer->lookahead); length++) {
    if (length < LONGEST) word[length] = (char)lexer->lookahead;
    lexer->advance(lexer, false);
  }
  if (length >= 2 && (memcmp(word, "//", 2) == 0 || memcmp(word, "--", 2) == 0)) return false;
  word[length < LONGEST ? length : 0] = '\0';
  bool opens_item = fresh_line && holds(ITEMS, word);

  if (valid[NAME_FOLLOWS]) {
    lexer->result_symbol = NAME_FOLLOWS;
    return length > 0 && !opens_item;
  }
  if (length == 0 && lexer->lookahead != '"' && lexer->lookahead != ',') return false;
  if (opens_item) return false;
  char now = length == 0 && lexer->lookahead == ',' ? COMMA : strcmp(word, "on") == 0 ? ON : OTHER;
  if (fresh_line && holds(STATEMENTS, word)) {
    bool names_service = (valid[SERVICE_FOLLOWS] || (valid[PART_FOLLOWS] && *last == ON)) && holds(SERVICES, word);
    if (!names_service && *last != COMMA) return false;
    if (!names_service) {
      pass_gap(lexer);
      int32_t c = lexer->lookahead;
      if (c != ',' && c != ';' && c != '>' && !lexer->eof(lexer)) return false;
    }
  }
  *last = now;
  lexer->result_symbol = valid[PART_FOLLOWS]      ? PART_FOLLOWS
                         : valid[SERVICE_FOLLOWS] ? SERVICE_FOLLOWS
                                                  : ARGUMENT_FOLLOWS;
  return true;
}
