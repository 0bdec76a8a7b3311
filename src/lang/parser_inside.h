/* parser_inside.h - what the parser's files share; nobody else includes it.
 *
 * The parser looks one token ahead. Once a command has an error, `failed` is set: from then on
 * every question about the token is answered no and every part is NULL, so that all functions
 * return without further ado to the list of commands, which skips the rest of the command and goes
 * on. A part may therefore be NULL in every function here, and a loop must ask parser_at or
 * parser_accept. */
#ifndef THRUM_LANG_PARSER_INSIDE_H
#define THRUM_LANG_PARSER_INSIDE_H

#include "lang/lexer.h"
#include "lang/parser.h"

struct parser {
    const struct source *source;
    const struct parser_options *options;
    struct diagnostics *found;
    struct tree *tree;
    struct token token; /* the next one */
    size_t last_end;    /* where the last token taken ends */
    bool failed;        /* the command being read has an error */
    bool fatal;         /* so has the text as a whole: only its end is left to be read */
    unsigned brackets;  /* > 0: inside ( ) or [ ], where lines do not end commands */
    unsigned left_open; /* brackets when the command failed */
    unsigned nesting;   /* what is open around the token; at most TREE_NESTING */
    bool past_settings; /* a command other than a setting has been read */
    struct parser_context {
        bool loop;       /* break and continue have something to leave */
        bool handler;    /* in a catch block: `raise` alone */
        bool body;       /* of a thread, a function or an order: not run by main */
        unsigned blocks; /* blocks and orders around the command; 0: the top level */
    } context;
    void *variables; /* tsearch tree of the variables' names read so far */
    void *functions; /* of the words of the language for which the text defines a function */
};

/* A chain under construction. */
struct parser_list {
    struct node *first, *last;
};

void parser_list_add(struct parser_list *list, struct node *node);

/* ---- Tokens and errors (parser.c) ------------------------------------------------------------ */

void parser_advance(struct parser *p);
/* Reads on from this offset. */
void parser_move(struct parser *p, size_t at);
bool parser_at(const struct parser *p, enum token_kind kind);
bool parser_at_word(const struct parser *p, enum word_id id);
/* At the end of a command: its line, its block, a semicolon. */
bool parser_at_end(const struct parser *p);
bool parser_accept(struct parser *p, enum token_kind kind);
bool parser_accept_word(struct parser *p, enum word_id id);
bool parser_expect(struct parser *p, enum token_kind kind, const char *what);
/* The token after the next. */
struct token parser_peek(const struct parser *p);
/* Adds an error, the command's first only; the result is for diagnostic_expect and _suggest. */
struct diagnostic *parser_fail(struct parser *p, size_t begin, size_t end, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* An error about the next token. */
struct diagnostic *parser_fail_here(struct parser *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* An error after which the text is not worth reading on. */
void parser_fail_for_good(struct parser *p, size_t begin, size_t end, const char *message);
/* The next token is not what the grammar wants there; `expected` says what it wants, or is NULL. */
void parser_unexpected(struct parser *p, const char *expected);
/* One more thing is open; false, and an error, where that is too many. */
bool parser_enter(struct parser *p);
void parser_leave(struct parser *p);
struct node *parser_node(struct parser *p, enum node_kind kind, size_t begin);
/* Sets where the node ends: with the last token taken. */
struct node *parser_finish(struct parser *p, struct node *node);
/* The bytes of a token as text, cut to what fits a message; not for names. */
int parser_shown_length(const struct token *token);
/* The token's text, kept in the tree. */
const char *parser_copy(struct parser *p, size_t begin, size_t end);
/* A variable's name: a word that is not reserved. NULL after an error; `role` is "a variable". */
const char *parser_variable_name(struct parser *p, const char *role);
void parser_note_variable(struct parser *p, const char *name);
bool parser_knows_variable(const struct parser *p, const char *name);
/* After an error: skips the rest of the command. A semicolon inside parentheses does not end it. */
void parser_recover(struct parser *p);

/* ---- Commands (parser.c) --------------------------------------------------------------------- */

struct node *parser_command(struct parser *p);
/* { ... } in the context as it is set. */
struct node *parser_block(struct parser *p);
/* A block inside a loop. */
struct node *parser_loop_block(struct parser *p);
/* A thread's, timer's or barrier's body: a block or a call. */
struct node *parser_body(struct parser *p, const struct word *word);
/* Whether a body begins here. */
bool parser_at_body(const struct parser *p);

/* ---- Words that may be names (parse_words.c) ------------------------------------------------- */

/* Looks through the text for functions named like a word of the language; and forgets them. */
void parser_find_functions(struct parser *p);
void parser_forget_functions(struct parser *p);
/* Whether what stands behind a word makes it a name where a command could begin. */
bool parser_is_name_before(struct token after);
/* Whether the word and the parenthesis behind it are a call. */
bool parser_word_calls(const struct parser *p, const struct token *word);
/* Whether a command of the language begins with the next token. */
bool parser_at_own_command(const struct parser *p);
/* Whether an operation that stands for its value begins with this token, which comes at or behind
 * the next. */
bool parser_is_operation(const struct parser *p, const struct token *token);
/* Adds the error that this word cannot be a name, because of what it `is`, and one that can. */
void parser_refuse_as_name(struct parser *p, const struct token *token, const char *is);
/* Whether the word may not be a name; adds the error that says so. */
bool parser_refuse_reserved(struct parser *p, const struct token *token);
/* The same of the next token as a value. */
bool parser_refuse_as_value(struct parser *p);
/* spawn t lock m: whoever forgot braces or a semicolon would get threads of these names. Adds the
 * error that says so. */
bool parser_refuse_among_threads(struct parser *p);
/* Whether one more name stands behind those of the objects `made`; mutex m lock m: the error that
 * a semicolon is missing. */
bool parser_at_next_object(struct parser *p, const struct node *made);

/* ---- Expressions (parse_expression.c) -------------------------------------------------------- */

struct node *parser_expression(struct parser *p);
/* Whether an operator stands between two values here. */
bool parser_at_operator(const struct parser *p);
/* A string. */
struct node *parser_text(struct parser *p);
/* [INDEX] */
struct node *parser_index(struct parser *p);
/* NAME(ARGUMENTS), built in or defined; the token is the name. */
struct node *parser_call(struct parser *p);
/* The name of a thread or object; `word` is the command that wants it. */
struct node *parser_name(struct parser *p, const struct word *word);
bool parser_at_name(const struct parser *p);
/* Takes the name apart that an expression stands for. */
struct node *parser_name_of(struct parser *p, struct node *expression);

/* ---- Values that may have to be waited for (parse_value.c) ----------------------------------- */

/* An expression, or a blocking operation standing for its value. */
struct node *parser_value(struct parser *p);
/* The same as a condition. */
struct node *parser_condition(struct parser *p);
/* An error where blocking operations stood inside an expression or `=` in a condition. */
void parser_after_value(struct parser *p, const struct node *value);

/* ---- The commands' families (parse_command.c, parse_declare.c, parse_control.c) -------------- */

struct node *parser_operation(struct parser *p);
struct node *parser_daemon(struct parser *p);
struct node *parser_rename(struct parser *p);
struct node *parser_print(struct parser *p);
struct node *parser_log(struct parser *p);
struct node *parser_order(struct parser *p);
struct node *parser_assign(struct parser *p);
/* Whether it is = or += and the like. */
bool parser_assigns(enum token_kind kind);
/* A command of the lab itself; NULL, and no error, where the token does not begin one. */
struct node *parser_lab(struct parser *p);
/* The same of a word of the language that is the lab's where it stands alone. */
struct node *parser_lab_alone(struct parser *p);

/* After a name: whether a count stands here, not one more name. */
bool parser_at_count(const struct parser *p);
struct node *parser_declare(struct parser *p);
struct node *parser_objects(struct parser *p);
struct node *parser_spawn(struct parser *p);
struct node *parser_define(struct parser *p);

struct node *parser_if(struct parser *p);
struct node *parser_while(struct parser *p);
struct node *parser_repeat(struct parser *p);
struct node *parser_for(struct parser *p);
struct node *parser_select(struct parser *p);
struct node *parser_leave_loop(struct parser *p);
struct node *parser_return(struct parser *p);
struct node *parser_raise(struct parser *p);
struct node *parser_try(struct parser *p);
struct node *parser_claim(struct parser *p);
struct node *parser_guard(struct parser *p);
struct node *parser_with(struct parser *p);

/* ---- What cannot begin (parse_refuse.c) ------------------------------------------------------ */

/* WORD.METHOD(...): the token is the dot. */
void parser_refuse_method(struct parser *p);
/* The word, which begins a command, is none: unknown, or a value. */
void parser_refuse_command(struct parser *p, const struct token *word);
/* The next token, which cannot begin a command. */
void parser_refuse_beginning(struct parser *p);
/* No { where a block should begin. */
void parser_refuse_block(struct parser *p);

#endif
