/* prompt.c - see prompt.h. Each setting that differs from readline's own is there because readline
 * must neither read nor write the terminal, nor change its mode, nor handle signals. */
#include "ui/prompt.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "ui/prompt_history.h"
#include "ui/prompt_own.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/readline.h>
#include <readline/history.h>

#define MOST_MATCHES 500
#define ABORT_KEY ('G' & 0x1F)

struct prompt {
    struct session *session;
    int terminal;
    FILE *nowhere;       /* what readline would write */
    struct buffer queue; /* keys on their way to readline, from `queue_taken` on */
    size_t queue_taken;
    char *entered;      /* what Enter ended, not yet taken */
    const char *notice; /* what is to be said of a key */
    char *aside;        /* what was being typed when a question came, or NULL */
    bool answering;
    bool ends; /* the line has ended, whatever is in it */
    char **matches;
    size_t match_count;
};

/* For readline's callbacks, which get no argument. */
static struct prompt *the_prompt;

/* ---- Readline's callbacks -------------------------------------------------------------------- */

static bool queue_is_empty(const struct prompt *p)
{
    return p->queue_taken == p->queue.length;
}

static int has_input(void)
{
    return !queue_is_empty(the_prompt);
}

static int next_key(FILE *unused)
{
    (void)unused;
    struct prompt *p = the_prompt;
    if (!queue_is_empty(p))
        return (unsigned char)p->queue.bytes[p->queue_taken++];
    /* A command of readline's that reads on by itself. End of file would be taken for Enter. */
    unsigned char byte;
    struct pollfd typed = {p->terminal, POLLIN, 0};
    if (poll(&typed, 1, -1) == 1 && read(p->terminal, &byte, 1) == 1)
        return byte;
    return ABORT_KEY;
}

static void do_nothing(void)
{
}

static void prepare_nothing(int meta)
{
    (void)meta;
}

static void forget_matches(struct prompt *p)
{
    for (size_t i = 0; i < p->match_count; i++)
        free(p->matches[i]);
    free(p->matches);
    p->matches = NULL;
    p->match_count = 0;
}

static void keep_matches(char **matches, int count, int longest)
{
    (void)longest;
    struct prompt *p = the_prompt;
    forget_matches(p);
    if (count > MOST_MATCHES)
        count = MOST_MATCHES;
    p->matches = memory_zeroed((size_t)count, sizeof *p->matches);
    for (int i = 1; i <= count; i++)
        p->matches[p->match_count++] = memory_copy(matches[i]);
}

/* The longest beginning that all share, not ending inside a character. */
static char *common_beginning(char **words)
{
    size_t length = strlen(words[0]);
    for (size_t i = 1; words[i]; i++) {
        size_t same = 0;
        while (same < length && words[0][same] == words[i][same])
            same++;
        length = same;
    }
    while (length && ((unsigned char)words[0][length] & 0xC0) == 0x80)
        length--;
    return memory_copy_bytes(words[0], length);
}

/* Makes the session's words fit where readline will put them: it replaces the text from `start` on,
 * while the session says where its words begin. False for a word that cannot stand there. */
static bool fit_word(char **word, int start, size_t word_start)
{
    char *old = *word;
    if (word_start >= (size_t)start) {
        struct buffer longer = {0};
        buffer_add(&longer, rl_line_buffer + start, word_start - (size_t)start);
        buffer_puts(&longer, old);
        *word = buffer_take(&longer);
    } else {
        size_t before = (size_t)start - word_start;
        if (strlen(old) < before || memcmp(old, rl_line_buffer + word_start, before) != 0)
            return false;
        *word = memory_copy(old + before);
    }
    free(old);
    return true;
}

static char **complete(const char *text, int start, int end)
{
    (void)text;
    struct prompt *p = the_prompt;
    rl_attempted_completion_over = 1;
    rl_filename_completion_desired = 0;
    rl_sort_completion_matches = 0;
    rl_completion_suppress_quote = 1;
    size_t word_start = (size_t)start;
    char **words = p->answering
                       ? NULL
                       : session_complete(p->session, rl_line_buffer, (size_t)end, &word_start);
    if (!words)
        return NULL;
    size_t count = 0;
    for (size_t i = 0; words[i]; i++) {
        if (fit_word(&words[i], start, word_start))
            words[count++] = words[i];
        else
            free(words[i]);
    }
    words[count] = NULL;
    if (count == 0) {
        free(words);
        return NULL;
    }
    char **matches = memory_zeroed(count + 2, sizeof *matches);
    matches[0] = common_beginning(words);
    if (count == 1)
        free(words[0]);
    else
        memcpy(matches + 1, words, count * sizeof *words);
    free(words);
    size_t length = strlen(matches[0]);
    char last = length ? matches[0][length - 1] : ' ';
    rl_completion_suppress_append = last == '/' || last == '(' || last == ' ' || last == '"';
    return matches;
}

/* Called before readline begins the next line: what is added here is what Up gives back there. */
static void on_line(char *line)
{
    struct prompt *p = the_prompt;
    free(p->entered);
    p->entered = line;
    prompt_history_settle();
    if (line && !p->answering && line[strspn(line, " \t\n")])
        prompt_history_add(line);
}

/* ---- Keys of our own ------------------------------------------------------------------------- */

/* Enter: goes on in the next line while a block is open. */
static int accept_or_continue(int count, int key)
{
    struct prompt *p = the_prompt;
    if (p->answering || p->ends || session_input_complete(p->session, rl_line_buffer))
        return rl_newline(count, key);
    rl_insert_text("\n");
    return 0;
}

/* Where the line begins that holds an offset of the text. */
static int line_start(int offset)
{
    while (offset > 0 && rl_line_buffer[offset - 1] != '\n')
        offset--;
    return offset;
}

static int line_end(int offset)
{
    while (offset < rl_end && rl_line_buffer[offset] != '\n')
        offset++;
    return offset;
}

/* Characters between two offsets, and back: the column is kept in characters. */
static int characters_between(int from, int to)
{
    int count = 0;
    for (int i = from; i < to; i++)
        count += ((unsigned char)rl_line_buffer[i] & 0xC0) != 0x80;
    return count;
}

static int offset_of_column(int start, int column)
{
    int end = line_end(start);
    int at = start;
    while (at < end && column-- > 0) {
        do
            at++;
        while (at < end && ((unsigned char)rl_line_buffer[at] & 0xC0) == 0x80);
    }
    return at;
}

static int up(int count, int key)
{
    int start = line_start(rl_point);
    if (start == 0)
        return rl_get_previous_history(count, key);
    rl_point = offset_of_column(line_start(start - 1), characters_between(start, rl_point));
    return 0;
}

static int down(int count, int key)
{
    int end = line_end(rl_point);
    if (end == rl_end)
        return rl_get_next_history(count, key);
    rl_point = offset_of_column(end + 1, characters_between(line_start(rl_point), rl_point));
    return 0;
}

static void note(const char *text)
{
    the_prompt->notice = text;
}

static void bind_keys(void)
{
    static const char *const map_names[] = {"emacs-standard", "vi-insert", "vi-command"};
    for (size_t i = 0; i < sizeof map_names / sizeof *map_names; i++) {
        Keymap map = rl_get_keymap_by_name(map_names[i]);
        rl_bind_key_in_map('\r', accept_or_continue, map);
        rl_bind_key_in_map('\n', accept_or_continue, map);
        rl_bind_keyseq_in_map("\033[A", up, map);
        rl_bind_keyseq_in_map("\033OA", up, map);
        rl_bind_keyseq_in_map("\033[B", down, map);
        rl_bind_keyseq_in_map("\033OB", down, map);
        rl_bind_keyseq_if_unbound_in_map("\033[C", rl_forward_char, map);
        rl_bind_keyseq_if_unbound_in_map("\033OC", rl_forward_char, map);
        rl_bind_keyseq_if_unbound_in_map("\033[D", rl_backward_char, map);
        rl_bind_keyseq_if_unbound_in_map("\033OD", rl_backward_char, map);
        rl_bind_keyseq_if_unbound_in_map("\033[1;5C", rl_forward_word, map);
        rl_bind_keyseq_if_unbound_in_map("\033[1;5D", rl_backward_word, map);
        rl_bind_keyseq_if_unbound_in_map("\033[H", rl_beg_of_line, map);
        rl_bind_keyseq_if_unbound_in_map("\033OH", rl_beg_of_line, map);
        rl_bind_keyseq_if_unbound_in_map("\033[1~", rl_beg_of_line, map);
        rl_bind_keyseq_if_unbound_in_map("\033[F", rl_end_of_line, map);
        rl_bind_keyseq_if_unbound_in_map("\033OF", rl_end_of_line, map);
        rl_bind_keyseq_if_unbound_in_map("\033[4~", rl_end_of_line, map);
        rl_bind_keyseq_if_unbound_in_map("\033[3~", rl_delete, map);
    }
    Keymap emacs = rl_get_keymap_by_name("emacs-standard");
    Keymap emacs_meta = rl_get_keymap_by_name("emacs-meta");
    /* Esc and Enter would change to the keys of vi, whose Esc then makes letters commands: who
     * pressed Esc to leave something would find a prompt that takes no more. */
    rl_bind_key_in_map('\r', accept_or_continue, emacs_meta);
    rl_bind_key_in_map('\n', accept_or_continue, emacs_meta);
    /* It reads the command's name by itself, and nothing would be drawn meanwhile. */
    rl_unbind_command_in_map("execute-named-command", emacs_meta);
    rl_bind_key_in_map('P' & 0x1F, up, emacs);
    rl_bind_key_in_map('N' & 0x1F, down, emacs);
    prompt_own_bind(note);
}

/* ---- Opening and closing --------------------------------------------------------------------- */

static void take_readline_off_the_terminal(struct prompt *p)
{
    rl_readline_name = "thrum";
    rl_change_environment = 0;
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_outstream = p->nowhere;
    rl_prep_term_function = prepare_nothing;
    rl_deprep_term_function = do_nothing;
    rl_getc_function = next_key;
    rl_input_available_hook = has_input;
    rl_redisplay_function = do_nothing;
    rl_completion_display_matches_hook = keep_matches;
    rl_attempted_completion_function = complete;
    rl_completer_word_break_characters = " \t\n;,{}()[]=+*/%<>!\":";
    rl_completer_quote_characters = "";
    rl_basic_quote_characters = "";
    rl_completion_query_items = 0;
    rl_initialize();
    rl_tty_set_echoing(0);
    /* After the user's inputrc, and against it. */
    rl_variable_bind("enable-bracketed-paste", "off");
    rl_variable_bind("blink-matching-paren", "off");
    rl_variable_bind("bell-style", "none");
    rl_variable_bind("show-all-if-ambiguous", "on");
    rl_variable_bind("convert-meta", "off");
    rl_variable_bind("input-meta", "on");
    rl_variable_bind("output-meta", "on");
    bind_keys();
}

struct prompt *prompt_open(struct session *session, const char *history_file, int terminal)
{
    struct prompt *p = memory_zeroed(1, sizeof *p);
    p->session = session;
    p->terminal = terminal;
    p->nowhere = fopen("/dev/null", "we");
    the_prompt = p;
    take_readline_off_the_terminal(p);
    p->notice = prompt_history_open(history_file);
    rl_callback_handler_install("", on_line);
    return p;
}

void prompt_close(struct prompt *p)
{
    /* A search that still goes on would be freed by nobody. */
    rl_callback_sigcleanup();
    rl_callback_handler_remove();
    prompt_history_close();
    rl_outstream = NULL;
    if (p->nowhere)
        fclose(p->nowhere);
    forget_matches(p);
    buffer_free(&p->queue);
    free(p->entered);
    free(p->aside);
    free(p);
    the_prompt = NULL;
}

/* ---- Keys in, text out ----------------------------------------------------------------------- */

static bool is_searching(void)
{
    return RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG);
}

static void read_queue(struct prompt *p, const char *bytes, size_t length)
{
    buffer_clear(&p->queue);
    p->queue_taken = 0;
    buffer_add(&p->queue, bytes, length);
    while (!queue_is_empty(p))
        rl_callback_read_char();
}

/* Behind a number (Alt-2) readline lets Enter end the line only with the key that comes next, which
 * it still carries out on the old one. */
static void end_line(struct prompt *p)
{
    rl_done = 0;
    rl_readline_state &= ~(unsigned long)RL_STATE_DONE;
    p->ends = true;
    read_queue(p, "\n", 1);
    p->ends = false;
}

static void feed(struct prompt *p, const char *bytes, size_t length)
{
    read_queue(p, bytes, length);
    if (RL_ISSTATE(RL_STATE_DONE))
        end_line(p);
    if (!is_searching())
        prompt_history_detach();
}

void prompt_resize(struct prompt *p, int rows, int columns)
{
    (void)p;
    rl_set_screen_size(rows, columns);
}

/* A key that begins a longer sequence, such as Ctrl-X, must not come while readline 8.2 searches:
 * its search would take the sequence apart, and what it then gives back to itself ends in a crash.
 * The search ends first, with the line that it found; Escape alone does nothing more than that. */
static void leave_search_before(const char *bytes, size_t *length)
{
    unsigned char first = *length ? (unsigned char)bytes[0] : 0;
    if (!*length || !RL_ISSTATE(RL_STATE_ISEARCH) || rl_get_keymap()[first].type != ISKMAP)
        return;
    rl_callback_sigcleanup();
    if (*length == 1 && first == '\033')
        *length = 0;
}

void prompt_key(struct prompt *p, const char *bytes, size_t length, bool sequence)
{
    forget_matches(p);
    leave_search_before(bytes, &length);
    /* Of a sequence that nothing is bound to readline would insert the end as text. */
    if (sequence && !rl_function_of_keyseq_len(bytes, length, NULL, NULL))
        return;
    feed(p, bytes, length);
}

void prompt_paste(struct prompt *p, const char *text, size_t length)
{
    forget_matches(p);
    if (is_searching()) {
        for (size_t at = 0; at < length; at++)
            feed(p, text[at] == '\n' ? " " : text + at, 1);
        return;
    }
    char *copy = memory_copy_bytes(text, length);
    rl_begin_undo_group();
    rl_insert_text(copy);
    rl_end_undo_group();
    free(copy);
}

void prompt_abandon(struct prompt *p)
{
    forget_matches(p);
    rl_callback_sigcleanup();
    prompt_history_settle();
    rl_free_line_state();
    rl_replace_line("", 1);
    using_history();
    rl_set_prompt("");
}

char *prompt_take(struct prompt *p)
{
    char *text = p->entered;
    p->entered = NULL;
    return text;
}

const char *prompt_notice(struct prompt *p)
{
    const char *notice = p->notice;
    p->notice = NULL;
    return notice;
}

bool prompt_is_empty(const struct prompt *p)
{
    (void)p;
    return rl_end == 0 && !is_searching() && !RL_ISSTATE(RL_STATE_MULTIKEY | RL_STATE_MOREINPUT);
}

bool prompt_is_vi(const struct prompt *p)
{
    (void)p;
    return rl_editing_mode == 0;
}

void prompt_answering(struct prompt *p, bool answering)
{
    if (p->answering == answering)
        return;
    if (answering) {
        char *aside = memory_copy(rl_line_buffer);
        prompt_abandon(p);
        free(p->aside);
        p->aside = aside;
    } else if (p->aside) {
        prompt_abandon(p);
        rl_insert_text(p->aside);
        free(p->aside);
        p->aside = NULL;
    }
    p->answering = answering;
}

bool prompt_is_answering(const struct prompt *p)
{
    return p->answering;
}

void prompt_look(const struct prompt *p, struct prompt_look *look)
{
    bool own_message = rl_display_prompt && rl_display_prompt != rl_prompt;
    *look = (struct prompt_look){
        .message = own_message ? rl_display_prompt : NULL,
        .text = rl_line_buffer,
        .length = (size_t)rl_end,
        .cursor = (size_t)rl_point,
        .open = p->answering ? NULL : session_input_open(p->session, rl_line_buffer),
        .matches = p->matches,
        .match_count = p->match_count,
    };
}
