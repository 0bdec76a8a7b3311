/* mistakes.c - what people type who know other languages, or are five minutes into this one: each
 * gets a message that shows the way on. */
#include "lang/parser_inside.h"

#include <string.h>

struct mistake {
    const char *word;
    const char *hint;
    bool value; /* stands for a value there */
};

#define DECLARES "a variable is made by assigning: x = 0, or for every thread to see: shared x = 0"
#define FUNCTION "a function is written: define f(a, b) { ... }"
#define PRINTS "output is written: print \"text\", value"
#define RAISES "an error is raised by: raise \"what is wrong\""

static const struct mistake mistakes[] = {
    {"True", "write 'true' for 'True'", true},
    {"TRUE", "write 'true' for 'TRUE'", true},
    {"False", "write 'false' for 'False'", true},
    {"FALSE", "write 'false' for 'FALSE'", true},
    {"None", "write 'none' for 'None'", true},
    {"null", "write 'none' for 'null'", true},
    {"NULL", "write 'none' for 'NULL'", true},
    {"nil", "write 'none' for 'nil'", true},
    {"elif", "write 'else if' for 'elif'", false},
    {"elsif", "write 'else if' for 'elsif'", false},
    {"elseif", "write 'else if' for 'elseif'", false},
    {"except", "write 'catch' for 'except'", false},
    {"throw", RAISES, false},
    {"def", FUNCTION, false},
    {"function", FUNCTION, false},
    {"func", FUNCTION, false},
    {"fn", FUNCTION, false},
    {"void", FUNCTION, false},
    {"int", DECLARES, false},
    {"var", DECLARES, false},
    {"let", DECLARES, false},
    {"const", DECLARES, false},
    {"global", DECLARES, false},
    {"nonlocal", DECLARES, false},
    {"volatile", DECLARES, false},
    {"static", DECLARES, false},
    {"printf", PRINTS, false},
    {"println", PRINTS, false},
    {"puts", PRINTS, false},
    {"echo", PRINTS, false},
    {"input", "a line is read by: x = ask \"prompt\"", false},
    {"range", "a range is written LOW..HIGH, both ends included: for i in 0..4 { }", false},
    {"foreach", "a loop over values is written: for x in A, B, C { }", false},
    {"loop", "a loop without end is written: while true { }", false},
    {"do", "a loop is written: while CONDITION { } or repeat N { }", false},
    {"switch", "there is no 'switch'; write: if x == 1 { } else if x == 2 { } else { }", false},
    {"match", "there is no 'match'; write: if x == 1 { } else if x == 2 { } else { }", false},
    {"then", "a block stands in { }: if x == 1 { ... }", false},
    {"pass", "an empty block is { }", false},
    {"import", "nothing has to be imported here: every command is there already", false},
    {"from", "nothing has to be imported here: every command is there already", false},
    {"class", "there are no classes here; functions are written: define f(a, b) { ... }", false},
    {"lambda", "a body is a block: spawn t { ... }", false},
    {"del", "an object is removed by: drop NAME", false},
    {"end", "a block ends with '}'", false},
    {"fi", "a block ends with '}'", false},
    {"done", "a block ends with '}'", false},
    {"exit", "a script ends with its last line, or by 'return'", false},
    {"pthread_create", "a thread is made by: spawn NAME { ... }", false},
    {"notify_all", "write: broadcast c", false},
    {"wait_for", "write: wait c until CONDITION", false},
    {"synchronized", "write: with m { ... }", false},
};

static const struct mistake *find(const char *word, size_t length)
{
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
        if (strlen(mistakes[i].word) == length && memcmp(mistakes[i].word, word, length) == 0)
            return &mistakes[i];
    return NULL;
}

const char *mistake_hint(const char *word, size_t length)
{
    const struct mistake *m = find(word, length);
    return m ? m->hint : NULL;
}

const char *mistake_value_hint(const char *word, size_t length)
{
    const struct mistake *m = find(word, length);
    return m && m->value ? m->hint : NULL;
}

/* Methods of Python's and other languages' objects, and what the same is called here; %s is the
 * object. */
struct method {
    const char *name;
    const char *here;
};

static const struct method methods[] = {
    {"acquire", "acquire %s"},
    {"release", "release %s"},
    {"lock", "lock %s"},
    {"unlock", "unlock %s"},
    {"start", "start %s"},
    {"join", "join %s"},
    {"cancel", "cancel %s"},
    {"set", "set %s"},
    {"clear", "clear %s"},
    {"wait", "wait %s"},
    {"wait_for", "wait %s until CONDITION"},
    {"notify", "notify %s"},
    {"notify_all", "broadcast %s"},
    {"notifyAll", "broadcast %s"},
    {"put", "put %s VALUE"},
    {"get", "x = get %s"},
    {"put_nowait", "tryput %s VALUE"},
    {"get_nowait", "x = tryget %s"},
    {"abort", "abort %s"},
    {"reset", "reset %s"},
    {"is_alive", "alive(%s)"},
    {"isAlive", "alive(%s)"},
    {"is_set", "isset(%s)"},
    {"locked", "locked(%s)"},
    {"qsize", "len(%s)"},
    {"name", "the thread's name itself"},
    {"daemon", "daemon %s on"},
    {"Thread", "spawn NAME { ... }"},
    {"Lock", "mutex NAME"},
    {"RLock", "rlock NAME"},
    {"Event", "event NAME"},
    {"Condition", "condition NAME"},
    {"Semaphore", "semaphore NAME N"},
    {"BoundedSemaphore", "bounded NAME N"},
    {"Barrier", "barrier NAME N"},
    {"Timer", "timer NAME 3s { ... }"},
    {"Queue", "queue NAME"},
    {"sleep", "sleep 2s"},
};

void mistake_method(struct parser *p, const struct token *object)
{
    const char *text = p->source->text;
    struct token dot = p->token, method = parser_peek(p);
    size_t length = method.end - method.begin;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (method.kind != TOKEN_WORD || strlen(methods[i].name) != length ||
            memcmp(methods[i].name, text + method.begin, length) != 0)
            continue;
        const char *mark = strstr(methods[i].here, "%s");
        int before = mark ? (int)(mark - methods[i].here) : (int)strlen(methods[i].here);
        parser_fail(p, object->begin, method.end, "there are no methods here; write: %.*s%.*s%s",
                    before, methods[i].here, mark ? parser_shown_length(object) : 0,
                    text + object->begin, mark ? mark + 2 : "");
        return;
    }
    parser_fail(p, dot.begin, dot.end,
                "there are no methods here; a name with '.' inside is written in quotes");
}

/* Words with a meaning of their own, which is not that of the command whose letters are near:
 * `stop` is no misspelt `step`. */
static const char *const no_misspellings[] = {
    "stop",  "close", "latch", "go",    "end",  "send", "clean", "sync",  "case", "new",  "run",
    "list",  "test",  "take",  "hold",  "lead", "form", "state", "share", "spin", "read", "write",
    "async", "await", "enter", "leave", "name", "real", "wake",  "walk",  "post", "pop",  "push"};

static bool is_word_of_its_own(const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof no_misspellings / sizeof *no_misspellings; i++)
        if (strlen(no_misspellings[i]) == length && memcmp(no_misspellings[i], text, length) == 0)
            return true;
    return false;
}

/* Offers every word that begins a command. */
static void suggest_command(struct parser *p, struct diagnostic *d, const struct token *word)
{
    struct nearest nearest;
    if (!d) /* one of too many errors */
        return;
    if (is_word_of_its_own(p->source->text + word->begin, word->end - word->begin))
        return;
    nearest_begin(&nearest, p->source->text + word->begin, word->end - word->begin);
    for (int id = WORD_NOTHING + 1; id < WORD_COUNT; id++)
        if (word_is_command(word_get((enum word_id)id)))
            nearest_offer(&nearest, word_get((enum word_id)id)->name);
    for (const char *const *w = p->options->lab_words; w && *w; w++)
        nearest_offer(&nearest, *w);
    diagnostic_suggest(d, nearest_found(&nearest));
}

/* Whether the token goes on with a value that began before it. */
static bool is_operator(const struct token *token)
{
    return (token->kind >= TOKEN_EQUAL && token->kind <= TOKEN_PERCENT) ||
           (token->kind == TOKEN_WORD && token->word &&
            (token->word->id == WORD_AND || token->word->id == WORD_OR));
}

void mistake_command(struct parser *p, const struct token *word)
{
    const char *text = p->source->text + word->begin;
    int length = parser_shown_length(word);
    const char *hint = mistake_hint(text, word->end - word->begin);
    struct token after = parser_peek(p);
    if (hint) {
        parser_fail(p, word->begin, word->end, "%s", hint);
    } else if (parser_at(p, TOKEN_DOT) && !p->token.spaced) {
        mistake_method(p, word);
    } else if ((parser_at(p, TOKEN_PLUS) || parser_at(p, TOKEN_MINUS)) &&
               after.kind == p->token.kind && !after.spaced) {
        const char *sign = p->token.kind == TOKEN_PLUS ? "+" : "-";
        parser_fail(p, word->begin, after.end, "there is no '%s%s'; write: %.*s %s= 1", sign, sign,
                    length, text, sign);
    } else if (parser_at(p, TOKEN_WRONG)) {
        parser_unexpected(p, NULL);
    } else if (is_operator(&p->token)) {
        parser_fail(p, word->begin, word->end,
                    "a value alone is no command; 'print' shows it, '=' stores it");
    } else {
        suggest_command(
            p, parser_fail(p, word->begin, word->end, "unknown command '%.*s'", length, text),
            word);
    }
}

void mistake_beginning(struct parser *p)
{
    switch (p->token.kind) {
    case TOKEN_INTEGER:
    case TOKEN_DURATION:
    case TOKEN_MINUS:
        parser_fail_here(p, "a value alone is no command; 'print' shows it, '=' stores it");
        return;
    case TOKEN_OPEN_BRACE:
        parser_fail_here(
            p, "a block stands behind a command, as in spawn t { ... } or alice: { ... }");
        return;
    case TOKEN_PLUS:
        parser_fail_here(p, "there is no '++'; write: x += 1");
        return;
    case TOKEN_WORD:
        break;
    default:
        parser_unexpected(p, "a command");
        return;
    }
    switch (p->token.word->id) {
    case WORD_ELSE:
    case WORD_CATCH:
    case WORD_FINALLY:
        parser_fail_here(p, "'%s' stands on the line of the '}' before it: } %s { ... }",
                         p->token.word->name, p->token.word->name);
        return;
    case WORD_TRUE:
    case WORD_FALSE:
    case WORD_NONE:
    case WORD_ME:
    case WORD_NOW:
    case WORD_NOT:
        parser_fail_here(p, "a value alone is no command; 'print' shows it, '=' stores it");
        return;
    default:
        parser_fail_here(p, "'%s' cannot begin a command", p->token.word->name);
    }
}

void mistake_block(struct parser *p)
{
    if (parser_at(p, TOKEN_COLON)) {
        parser_fail_here(p, "a block stands in { }, not behind ':'");
        return;
    }
    if (parser_at(p, TOKEN_NEWLINE)) {
        struct token next;
        lexer_scan(p->source, p->token.end, true, &next);
        if (next.kind == TOKEN_OPEN_BRACE) {
            parser_fail(p, next.begin, next.end,
                        "this '{' has to stand on the line of its command, at the end");
            parser_move(p, next.begin);
            return;
        }
    }
    parser_unexpected(p, "a block in { }");
}
