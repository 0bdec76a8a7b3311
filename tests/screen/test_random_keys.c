/* test_random_keys.c - the line editor under keys that nobody would type on purpose: no crash, no
 * memory used after it was freed, none left behind, and the history still gives back what was
 * entered. On the fake session, without a terminal.
 *
 * THRUM_TEST_KEYS says how many keys a run has; without it 4,000, under the address sanitizer
 * 20,000. THRUM_TEST_SEED repeats the run of one seed. */
#include "../tap.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/sanitizer.h"
#include "shell/session.h"
#include "ui/prompt.h"

#include <fcntl.h>
#include <locale.h>
#include <malloc.h>
#include <stdint.h>

#include <readline/readline.h>
#include <readline/history.h>

#ifdef UNDER_ADDRESS_SANITIZER
#define USUAL_KEYS 20000
#else
#define USUAL_KEYS 4000
#endif

#define SEEDS 4
#define ENTRIES 200

static uint64_t random_state;

static unsigned below(unsigned bound)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)(random_state >> 33) % bound;
}

/* For the address sanitizer: readline is not built with frame pointers, and where a character was
 * to be quoted (Ctrl-V) or searched (Ctrl-]) and Ctrl-C comes, it forgets twelve bytes; and of vi's
 * keys steps to undo. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "fast_unwind_on_malloc=0";
}

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:_rl_callback_data_alloc\nleak:rl_digit_argument\nleak:rl_vi_movement_mode\n"
           "leak:rl_vi_append_mode\n";
}

/* ---- Keys ------------------------------------------------------------------------------------ */

/* What a habit types, and what has broken the editor before. */
static const char *const keys[] = {
    "\033[A",
    "\033[B",
    "\033[C",
    "\033[D",
    "\033OA",
    "\033OB",
    "\033[1;5C",
    "\033[H",
    "\033[F",
    "\033[3~",
    "\001",
    "\002",
    "\004",
    "\005",
    "\006",
    "\007",
    "\010",
    "\t",
    "\r",
    "\r",
    "\r",
    "\n",
    "\013",
    "\016",
    "\016",
    "\017",
    "\020",
    "\020",
    "\021",
    "\022",
    "\022",
    "\022",
    "\023",
    "\024",
    "\025",
    "\026",
    "\027",
    "\030",
    "\031",
    "\035",
    "\036",
    "\037",
    "\037",
    "\177",
    "\033",
    "\033.",
    "\033_",
    "\033y",
    "\033b",
    "\033f",
    "\033d",
    "\033\177",
    "\033<",
    "\033>",
    "\033r",
    "\033u",
    "\033c",
    "\033l",
    "\033t",
    "\033p",
    "\033n",
    "\0332",
    "\033-",
    "\033*",
    "\033?",
    "\033=",
    "\033#",
    "\033\\",
    "\033 ",
    "\033g",
    "\033\r",
    "\033\025",
    "\030\025",
    "\030\030",
    "\030\022",
    "\030(",
    "\030)",
    "\030e",
    "\030 ",
    "\030\005",
    "\030\177",
    "\030\007",
    "\033\033",
    "\033.\033.",
    "p",
    "print 1",
    "spawn a {",
    "}",
    "(",
    ")",
    "\"",
    " ",
    "x",
    "\xC3\xA4",
    "\xE2\x82\xAC",
    "a\xCC\x81",
    "\xEF\xBF\xBD",
};

/* As src/ui/keys.c cuts it: whole characters and whole sequences. */
static void press(struct prompt *p, const char *key)
{
    if (key[0] == '\033' && key[1]) {
        prompt_key(p, key, strlen(key), true);
        return;
    }
    for (const char *at = key; *at;) {
        size_t length = 1;
        while (((unsigned char)at[length] & 0xC0) == 0x80)
            length++;
        prompt_key(p, at, length, false);
        at += length;
    }
}

static void press_any(struct prompt *p)
{
    char byte[2] = {(char)(1 + below(127)), '\0'};
    switch (below(40)) {
    case 0:
    case 1:
    case 2:
        if (byte[0] != 3)
            press(p, byte);
        return;
    case 3:
        prompt_abandon(p);
        return;
    case 4:
        prompt_paste(p, "print {\n  1\n}", 13);
        return;
    case 5:
        prompt_answering(p, below(3) == 0);
        return;
    default:
        press(p, keys[below(sizeof keys / sizeof *keys)]);
    }
}

/* ---- Runs ------------------------------------------------------------------------------------ */

/* The newest lines entered, as the history ought to have them. */
struct entered {
    char *lines[ENTRIES];
    size_t count;
};

static void note_entered(struct entered *e, char *text)
{
    bool blank = !text[strspn(text, " \t\n")];
    if (blank || (e->count && strcmp(e->lines[(e->count - 1) % ENTRIES], text) == 0)) {
        free(text);
        return;
    }
    free(e->lines[e->count % ENTRIES]);
    e->lines[e->count++ % ENTRIES] = text;
}

static void check_history(const struct entered *e)
{
    HIST_ENTRY **entries = history_list();
    size_t count = (size_t)history_length;
    for (size_t i = 0; i < count && i < ENTRIES && i < e->count; i++) {
        const char *wanted = e->lines[(e->count - 1 - i) % ENTRIES];
        if (strcmp(entries[count - 1 - i]->line, wanted) != 0) {
            fprintf(stderr, "the history has '%s' where '%s' was entered\n",
                    entries[count - 1 - i]->line, wanted);
            _exit(1);
        }
    }
}

static struct prompt *open_prompt_with(struct session **session, const char *history,
                                       const char *settings)
{
    struct session_options options = {0};
    setenv("INPUTRC", settings, 1);
    setlocale(LC_ALL, "C.UTF-8");
    *session = session_open(&options);
    return prompt_open(*session, history, open("/dev/null", O_RDONLY | O_CLOEXEC));
}

static struct prompt *open_prompt(struct session **session, const char *history)
{
    return open_prompt_with(session, history, "/dev/null");
}

static void run_seed(uint64_t seed, unsigned long count, const char *history)
{
    struct session *session;
    struct prompt *p = open_prompt(&session, history);
    struct entered entered = {0};
    bool answering = false;
    random_state = seed * 0x9E3779B97F4A7C15u + 1;
    fprintf(stderr, "# seed %ju, %lu keys\n", (uintmax_t)seed, count);
    for (unsigned long i = 0; i < count; i++) {
        struct prompt_look look;
        press_any(p);
        answering = prompt_is_answering(p);
        char *text = prompt_take(p);
        if (text && answering) {
            free(text);
        } else if (text) {
            note_entered(&entered, text);
            check_history(&entered);
        }
        prompt_look(p, &look);
        TAP_CHECK(look.cursor <= look.length && strlen(look.text) == look.length);
    }
    prompt_abandon(p);
    check_history(&entered);
    prompt_close(p);
    session_close(session);
    for (size_t i = 0; i < ENTRIES; i++)
        free(entered.lines[i]);
}

static unsigned long keys_of_a_run(void)
{
    const char *given = getenv("THRUM_TEST_KEYS");
    return given ? strtoul(given, NULL, 10) : USUAL_KEYS;
}

static void run_seeds(const char *history)
{
    const char *given = getenv("THRUM_TEST_SEED");
    if (given) {
        run_seed(strtoul(given, NULL, 10), keys_of_a_run(), history);
        return;
    }
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        run_seed(seed, keys_of_a_run() / SEEDS, history);
}

static void without_a_file(void)
{
    run_seeds(NULL);
}

static void with_a_file(void)
{
    char name[] = "/tmp/thrum-keys-XXXXXX";
    int file = mkstemp(name);
    TAP_CHECK(file >= 0);
    TAP_CHECK(dprintf(file, "print older\nprint {\nprint old\n") > 0);
    close(file);
    run_seeds(name);
    unlink(name);
}

/* ---- Sequences that were found --------------------------------------------------------------- */

static void runs(const char *const *sequence)
{
    struct session *session;
    struct prompt *p = open_prompt(&session, NULL);
    for (; *sequence; sequence++) {
        press(p, *sequence);
        free(prompt_take(p));
    }
    prompt_close(p);
    session_close(session);
}

/* The searches of vi's keys hang the steps that undo a line on entries as well. Without
 * prompt_history_detach they are looked at once they have been freed. */
static void searches_of_vi(void)
{
    static const char *const sequence[] = {"?",      "\033", "?",    "}", "\r", "x",
                                           "\033[A", "A",    "\033", "N", "k",  "?"};
    char name[] = "/tmp/thrum-inputrc-XXXXXX";
    struct session *session;
    int file = mkstemp(name);
    TAP_CHECK(file >= 0 && dprintf(file, "set editing-mode vi\n") > 0);
    close(file);
    mallopt(M_PERTURB,
            0x55); /* what was freed is no longer what it was, also without a sanitizer */
    struct prompt *p = open_prompt_with(&session, NULL, name);
    unlink(name);
    for (int i = 1; i <= 2; i++) {
        press(p, i == 1 ? "print 1\r" : "print 2\r");
        free(prompt_take(p));
    }
    for (size_t i = 0; i < sizeof sequence / sizeof *sequence; i++) {
        press(p, sequence[i]);
        free(prompt_take(p));
    }
    prompt_abandon(p);
    prompt_close(p);
    session_close(session);
}

static void recalled_then_closed(void)
{
    runs((const char *const[]){"print 1\r", "4", "\033[A", NULL});
}

static void edits_that_entries_share(void)
{
    runs((const char *const[]){"print 1\r", "print 2\r", "\033[A", "(", "\022", "p", "\r", "x",
                               NULL});
}

static void sequence_in_a_search(void)
{
    runs((const char *const[]){"print 1\r", "\022", "\030", " ", "x\r", "\022", "\030", "\030", "y",
                               "\r", NULL});
}

static void closed_in_a_search(void)
{
    runs((const char *const[]){"print 1\r", "half", "\022", "pri", NULL});
}

int main(int count, char **arguments)
{
    static const struct tap_test tests[] = {
        {"searches of vi's keys", searches_of_vi},
        {"a recalled line, then the end", recalled_then_closed},
        {"edits that entries share", edits_that_entries_share},
        {"the beginning of a sequence in a search", sequence_in_a_search},
        {"the end in a search", closed_in_a_search},
        {"random keys", without_a_file},
        {"random keys with a history file", with_a_file},
    };
    return tap_main(tests, sizeof tests / sizeof *tests, count, arguments);
}
