/* fake_session.c - a session without a lab: plays what the tests of the front ends need to see, so
 * that they run without one and can ask for floods, ten thousand rows and crashes.
 *
 * It knows these inputs; all else is answered as unknown:
 *
 *     print TEXT       main prints TEXT
 *     many N           N lines of output at once
 *     flood            output without end, until Ctrl-C
 *     rows N           N threads whose reasons change a hundred times a second
 *     objects N        N objects
 *     block            main waits: prompt and hint say so, until Ctrl-C
 *     busy             main never comes to rest, until Ctrl-C
 *     alarm TEXT       an alarm
 *     lesson NAME      a lesson is open: status and list say so, Enter goes on; without NAME: none
 *     goal TEXT        a task is open
 *     read N           the lesson's text, N lines
 *     run N            the lesson runs what prints N lines
 *     say TEXT         the lesson's text, as it stands;  code TEXT: code in it
 *     no lessons       there are none to choose from;  many lessons: more than fit
 *     ask QUESTION     main asks; the answer is printed
 *     raw              prints bytes that no terminal should get
 *     stdout, stderr   prints past the lab
 *     crash            SEGV;  abort: a failed assertion;  exit: exit(3) in the middle
 *     pause, resume
 *     theme X, view save FILE, view panes X, view only T, view find TEXT, view mouse X
 *     quit */
#include "shell/presenting.h"
#include "shell/session.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "lang/commands.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct stored_line {
    enum line_kind kind;
    char *thread, *text;
};

#define FAKE_LESSONS 23
#define FEW_LESSONS 5

struct session {
    struct stored_line *lines; /* not yet taken, from `taken` on */
    size_t line_count, line_capacity, taken;
    struct stored_line current; /* handed out last */
    int event, timer;
    bool over, ended, flooding, blocked, busy, paused;
    bool plays; /* the lesson has run something */
    unsigned long flooded;
    size_t threads, objects;
    char *alarm, *question, *goal, *lesson;
    size_t lessons; /* how many of the rows below there are to choose from */
    struct lesson_row rows[FAKE_LESSONS];
    unsigned entered; /* how often Enter went on with the lesson */
    enum screen_order order;
    char *order_argument; /* NULL: no order waits */
    char *order_given;
};

static void wake(struct session *s)
{
    if (eventfd_write(s->event, 1) != 0)
        abort();
}

static void say(struct session *s, enum line_kind kind, const char *thread, const char *text)
{
    MEMORY_ROOM_FOR_ONE(s->lines, s->line_count, s->line_capacity);
    s->lines[s->line_count++] = (struct stored_line){kind, memory_copy(thread), memory_copy(text)};
    wake(s);
}

struct session *session_open(const struct session_options *options)
{
    (void)options;
    struct session *s = memory_zeroed(1, sizeof *s);
    s->event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    s->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    s->threads = 4;
    s->objects = 3;
    s->lessons = FEW_LESSONS;
    return s;
}

static void free_line(struct stored_line *line)
{
    free(line->thread);
    free(line->text);
    *line = (struct stored_line){0};
}

void session_close(struct session *s)
{
    for (size_t i = s->taken; i < s->line_count; i++)
        free_line(&s->lines[i]);
    free(s->lines);
    free_line(&s->current);
    free(s->alarm);
    free(s->goal);
    free(s->lesson);
    free(s->question);
    free(s->order_argument);
    free(s->order_given);
    close(s->event);
    close(s->timer);
    free(s);
}

bool session_speaks(const struct session *s)
{
    (void)s;
    return false;
}

void session_poll(const struct session *s, struct polled *polled)
{
    polled_add(polled, s->event, POLLIN);
    polled_add(polled, s->timer, POLLIN);
}

int session_timeout(const struct session *s)
{
    return s->flooding ? 0 : -1;
}

void session_pump(struct session *s)
{
    eventfd_t count;
    while (eventfd_read(s->event, &count) == 0)
        continue;
    while (read(s->timer, &count, sizeof count) > 0)
        continue;
    if (s->ended)
        s->over = true;
    for (int i = 0; s->flooding && s->line_count - s->taken < 8192 && i < 8192; i++) {
        char text[64];
        snprintf(text, sizeof text, "flood %lu", s->flooded++);
        say(s, LINE_OUTPUT, "main", text);
    }
}

bool session_input_complete(const struct session *s, const char *text)
{
    (void)s;
    int depth = 0;
    for (; *text; text++)
        depth += (*text == '{') - (*text == '}');
    return depth <= 0;
}

const char *session_input_open(struct session *s, const char *text)
{
    return session_input_complete(s, text) ? "" : "{ of line 1 > ";
}

bool session_drop_input(struct session *s, const char *text)
{
    (void)s;
    (void)text;
    return false;
}

static void crash(void)
{
    raise(SIGSEGV);
}

static void order(struct session *s, enum screen_order which, const char *argument)
{
    free(s->order_argument);
    s->order = which;
    s->order_argument = memory_copy(argument);
    wake(s);
}

static const char *argument_of(const char *text, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(text, word, length) != 0 || (text[length] && text[length] != ' '))
        return NULL;
    return text[length] ? text + length + 1 : text + length;
}

static void print_many(struct session *s, size_t count)
{
    for (size_t i = 1; i <= count; i++) {
        char text[64];
        snprintf(text, sizeof text, "line %zu", i);
        say(s, LINE_OUTPUT, i % 2 ? "alice" : "bob", text);
    }
}

static void set_rows(struct session *s, size_t count)
{
    struct itimerspec every = {{0, 10000000}, {0, 10000000}};
    struct itimerspec never = {{0, 0}, {0, 0}};
    s->threads = count;
    timerfd_settime(s->timer, 0, count > 4 ? &every : &never, NULL);
}

/* What changes the fake lab's looks; false: it is another command. */
static bool run_looks(struct session *s, const char *text)
{
    const char *argument;
    if ((argument = argument_of(text, "rows")))
        set_rows(s, strtoul(argument, NULL, 10));
    else if ((argument = argument_of(text, "objects")))
        s->objects = strtoul(argument, NULL, 10);
    else if ((argument = argument_of(text, "alarm")))
        free(s->alarm), s->alarm = memory_copy(argument);
    else if ((argument = argument_of(text, "goal")))
        free(s->goal), s->goal = memory_copy(argument);
    else if (argument_of(text, "no lessons"))
        s->lessons = 0;
    else if (argument_of(text, "many lessons"))
        s->lessons = FAKE_LESSONS;
    else if ((argument = argument_of(text, "theme")))
        order(s, SCREEN_THEME, argument);
    else if (argument_of(text, "view large"))
        order(s, SCREEN_LARGE, "large");
    else if (argument_of(text, "view normal"))
        order(s, SCREEN_LARGE, "normal");
    else if ((argument = argument_of(text, "view save")))
        order(s, SCREEN_SAVE, argument);
    else if ((argument = argument_of(text, "view panes")))
        order(s, SCREEN_PANES, argument);
    else if ((argument = argument_of(text, "lend")))
        order(s, SCREEN_LEND, argument);
    else if ((argument = argument_of(text, "view only")))
        order(s, SCREEN_ONLY, argument);
    else if ((argument = argument_of(text, "view find")))
        order(s, SCREEN_FIND, argument);
    else if ((argument = argument_of(text, "view mouse")))
        order(s, SCREEN_MOUSE, argument);
    else if (argument_of(text, "pause"))
        s->paused = true;
    else if (argument_of(text, "resume"))
        s->paused = false;
    else
        return false;
    return true;
}

static bool run_badly(struct session *s, const char *text)
{
    if (argument_of(text, "raw"))
        say(s, LINE_OUTPUT, "ma\033[31min",
            "red \033[31m bell \a csi \xC2\x9B"
            "5m bad \xFF\xC0 end");
    else if (argument_of(text, "stdout"))
        printf("past the lab\n");
    else if (argument_of(text, "stderr"))
        fprintf(stderr, "a warning from a library\n");
    else if (argument_of(text, "crash"))
        crash();
    else if (argument_of(text, "abort"))
        assert(strcmp(text, "asked for") == 0);
    else if (argument_of(text, "exit"))
        exit(3);
    else
        return false;
    return true;
}

/* What a lesson says; false: it is another command. */
static bool run_lesson(struct session *s, const char *text)
{
    const char *argument;
    if ((argument = argument_of(text, "lesson"))) {
        free(s->lesson);
        s->lesson = argument[0] ? memory_copy(argument) : NULL;
    } else if ((argument = argument_of(text, "say"))) {
        say(s, LINE_LESSON, "", argument);
    } else if ((argument = argument_of(text, "code"))) {
        say(s, LINE_CODE, "", argument);
    } else if ((argument = argument_of(text, "run"))) {
        print_many(s, strtoul(argument, NULL, 10));
        s->plays = true;
    } else if ((argument = argument_of(text, "read"))) {
        unsigned long count = strtoul(argument, NULL, 10);
        for (unsigned long i = 1; i <= count; i++) {
            char line[64];
            snprintf(line, sizeof line, "text %lu of %lu", i, count);
            say(s, LINE_LESSON, "", line);
        }
    } else {
        return false;
    }
    return true;
}

static void run(struct session *s, const char *text)
{
    const char *argument;
    if (run_looks(s, text) || run_badly(s, text) || run_lesson(s, text))
        return;
    if ((argument = argument_of(text, "print")))
        say(s, LINE_OUTPUT, "main", argument);
    else if ((argument = argument_of(text, "many")))
        print_many(s, strtoul(argument, NULL, 10));
    else if ((argument = argument_of(text, "ask")))
        free(s->question), s->question = memory_copy(argument);
    else if (argument_of(text, "flood"))
        s->flooding = true;
    else if (argument_of(text, "block"))
        s->blocked = true;
    else if (argument_of(text, "busy"))
        s->busy = true;
    else if (argument_of(text, "quit"))
        s->over = true;
    else if (argument_of(text, "help"))
        say(s, LINE_NOTICE, "", "help is what the real lab has");
    else if (argument_of(text, "step") || argument_of(text, "undo") || argument_of(text, "explore"))
        say(s, LINE_NOTICE, "", text);
    else
        say(s, LINE_ERROR, "", "there is no such command here");
}

void session_input(struct session *s, const char *text)
{
    char *copy = memory_copy(text);
    char *rest = copy;
    char *line;
    while ((line = strsep(&rest, "\n")) != NULL)
        say(s, LINE_TYPED, "", line);
    free(copy);
    s->plays = false;
    run(s, text);
    wake(s);
}

void session_interrupt(struct session *s)
{
    s->flooding = s->blocked = s->busy = false;
    free(s->question);
    s->question = NULL;
    say(s, LINE_NOTICE, "", "interrupted");
}

bool session_plays(const struct session *s)
{
    return s->plays;
}

void session_enter(struct session *s)
{
    char line[64];
    s->plays = false;
    if (!s->lesson)
        return;
    snprintf(line, sizeof line, "the lesson goes on, %u", ++s->entered);
    say(s, LINE_LESSON, "", line);
}

size_t session_lessons(struct session *s, const struct lesson_row **rows)
{
    static const struct lesson_row lessons[FAKE_LESSONS] = {
        {"0", "Welcome", "done", false, 0},
        {"1", "The rabbits", "done", false, 0},
        {"2.4", "Join", "2 of 6", false, 0},
        {"2.10", "What a long title this lesson has, longer than the narrowest screen", "", false,
         0},
        {"9", "What goes wrong", "", false, 0},
        {"10.1", "Déjà vu", "", false, 0},
        {"10.2", "Ten two", "", false, 0},
        {"10.3", "Ten three", "", false, 0},
        {"10.4", "Ten four", "", false, 0},
        {"10.5", "Ten five", "", false, 0},
        {"10.6", "Ten six", "", false, 0},
        {"10.7", "Ten seven", "", false, 0},
        {"10.8", "Ten eight", "", false, 0},
        {"10.9", "Ten nine", "", false, 0},
        {"11.1", "Eleven one", "", false, 0},
        {"11.2", "Eleven two", "", false, 0},
        {"11.3", "Eleven three", "", false, 0},
        {"11.4", "Eleven four", "", false, 0},
        {"11.5", "Eleven five", "", false, 0},
        {"11.6", "Eleven six", "", false, 0},
        {"11.7", "Eleven seven", "", false, 0},
        {"11.8", "Eleven eight", "", false, 0},
        {"12", "The last one", "", false, 0},
    };
    memcpy(s->rows, lessons, sizeof s->rows);
    for (size_t i = 0; i < FAKE_LESSONS; i++)
        s->rows[i].open = s->lesson && strcmp(s->lesson, s->rows[i].name) == 0;
    *rows = s->rows;
    return s->lessons;
}

/* The commands that keys stand for; `explore` only if the test has asked for it. */
const struct command *command_find(const char *name)
{
    static const struct command commands[] = {
        {.name = "help"}, {.name = "lessons"}, {.name = "next"},    {.name = "step"},
        {.name = "undo"}, {.name = "pause"},   {.name = "explore"}, {.name = "quit"},
    };
    if (strcmp(name, "explore") == 0 && !getenv("THRUM_TEST_EXPLORE"))
        return NULL;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    }
    return NULL;
}

void session_end_of_input(struct session *s)
{
    s->ended = true;
    wake(s);
}

const char *session_question(const struct session *s)
{
    return s->question;
}

void session_answer(struct session *s, const char *answer)
{
    struct buffer text = {0};
    if (answer)
        buffer_printf(&text, "the answer is %s", answer);
    else
        buffer_puts(&text, "no answer");
    free(s->question);
    s->question = NULL;
    say(s, LINE_OUTPUT, "main", buffer_text(&text));
    buffer_free(&text);
}

bool session_next_line(struct session *s, struct line *line)
{
    if (s->taken == s->line_count)
        return false;
    free_line(&s->current);
    s->current = s->lines[s->taken++];
    if (s->taken == s->line_count)
        s->taken = s->line_count = 0;
    *line = (struct line){
        .kind = s->current.kind, .thread = s->current.thread, .text = s->current.text};
    return true;
}

bool session_over(const struct session *s, int *status)
{
    if (status)
        *status = 0;
    return s->over;
}

bool session_quiet(const struct session *s)
{
    return !s->busy && !s->flooding;
}

bool session_next_screen_order(struct session *s, enum screen_order *which, const char **argument)
{
    if (!s->order_argument)
        return false;
    free(s->order_given);
    s->order_given = s->order_argument;
    s->order_argument = NULL;
    *which = s->order;
    *argument = s->order_given;
    return true;
}

void session_timeline_move(struct session *s, enum timeline_step step, int columns)
{
    (void)s, (void)step, (void)columns;
}

void session_screen_answer(struct session *s, bool failed, const char *sentence)
{
    if (sentence)
        say(s, failed ? LINE_ERROR : LINE_NOTICE, "", sentence);
}

/* ---- The view -------------------------------------------------------------------------------- */

struct view_memory {
    char **texts;
    size_t count, capacity;
};

static const char *keep(struct view_memory *m, char *text)
{
    MEMORY_ROOM_FOR_ONE(m->texts, m->count, m->capacity);
    m->texts[m->count++] = text;
    return text;
}

static const char *keep_format(struct view_memory *m, const char *format, ...)
{
    struct buffer text = {0};
    va_list args;
    va_start(args, format);
    buffer_vprintf(&text, format, args);
    va_end(args);
    return keep(m, buffer_take(&text));
}

void view_free(struct view *view)
{
    struct view_memory *m = view->memory;
    for (size_t i = 0; m && i < m->count; i++)
        free(m->texts[i]);
    if (m)
        free(m->texts);
    free(m);
    for (int pane = 0; pane < PANE_COUNT; pane++)
        free(view->panes[pane].cells);
    *view = (struct view){0};
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct pane_cell *begin_pane(struct pane_contents *p, const struct pane_column *columns,
                                    size_t column_count, size_t cell_count, size_t rows)
{
    *p = (struct pane_contents){.columns = columns,
                                .column_count = column_count,
                                .cell_count = cell_count,
                                .counts = "",
                                .rest = "",
                                .cells = memory_zeroed(rows * cell_count, sizeof *p->cells)};
    for (size_t i = 0; i < rows * cell_count; i++)
        p->cells[i].text = "";
    return p->cells;
}

static void set(struct pane_cell *row, const char *sign, enum tone tone, const char *state,
                const char *reason)
{
    row[THREAD_SIGN] = (struct pane_cell){.text = sign, .tone = tone};
    row[THREAD_STATE] = (struct pane_cell){.text = state, .tone = tone};
    row[THREAD_REASON].text = reason;
}

static void set_thread(const struct session *s, struct view_memory *m, size_t i,
                       struct pane_cell *row)
{
    static const char *const few[] = {"main", "alice", "bob", "clock"};
    if (s->threads > 4) {
        row[THREAD_NAME].text = keep_format(m, "t%zu", i);
        set(row, "■", TONE_WAITING, "waiting",
            keep_format(m, "waits for m · held by t%zu · %.3f s", (i * 7) % s->threads,
                        seconds() + (double)i));
        return;
    }
    row[THREAD_NAME].text = few[i];
    if (i == 0 && s->blocked)
        set(row, "■", TONE_WAITING, "waiting", "waits for m · held by bob · 0.5 s");
    else if (i == 0)
        set(row, "○", TONE_RESTING, "idle", "");
    else if (i == 1)
        set(row, "■", TONE_WAITING, "waiting",
            "waits for m · held by bob · one of 3 who wait · 4.1 s");
    else if (i == 2)
        set(row, "►", TONE_GOING, "running", "");
    else
        set(row, "z", TONE_RESTING, "sleeping", "sleeps · 1.2 s left");
    row[THREAD_DAEMON].text = i == 3 ? "daemon" : "";
}

static void add_threads(const struct session *s, struct view_memory *m,
                        const struct pane_request *request, struct pane_contents *p)
{
    static const struct pane_column columns[] = {{1, 0}, {4, 4}, {9, 0}, {0, 0}};
    struct pane_cell *cells = begin_pane(p, columns, 4, THREAD_CELLS, request->rows);
    p->total = s->threads;
    for (size_t i = request->first; i < s->threads && p->row_count < request->rows; i++)
        set_thread(s, m, i, &cells[p->row_count++ * THREAD_CELLS]);
    if (s->threads > 4)
        p->counts = keep_format(m, "%zu waiting", s->threads);
    else
        p->counts = s->blocked ? "1 running · 2 waiting · 1 sleeping"
                               : "1 running · 1 waiting · 1 sleeping · 1 idle";
    if (p->row_count < s->threads)
        p->rest = keep_format(m, "and %zu more: %zu waiting", s->threads - p->row_count,
                              s->threads - p->row_count);
}

static void add_objects(const struct session *s, struct view_memory *m,
                        const struct pane_request *request, struct pane_contents *p)
{
    static const struct pane_column columns[] = {{1, 0}, {4, 4}, {4, 4}, {0, 0}};
    struct pane_cell *cells = begin_pane(p, columns, 4, OBJECT_CELLS, request->rows);
    p->total = s->objects;
    for (size_t i = request->first; i < s->objects && p->row_count < request->rows; i++) {
        struct pane_cell *row = &cells[p->row_count++ * OBJECT_CELLS];
        enum tone tone = i % 2 ? TONE_PLAIN : TONE_WAITING;
        row[OBJECT_SIGN] = (struct pane_cell){.text = i % 2 ? "" : "■", .tone = tone};
        row[OBJECT_NAME] = (struct pane_cell){.text = keep_format(m, "m%zu", i), .tone = tone};
        row[OBJECT_KIND] =
            (struct pane_cell){.text = i % 2 ? "event" : "mutex", .tone = TONE_FAINT};
        row[OBJECT_VALUE].text = i % 2 ? "set" : "held by bob · alice waits";
    }
    if (p->row_count < s->objects)
        p->rest = keep_format(m, "and %zu more", s->objects - p->row_count);
}

void session_view(struct session *s, const struct view_request *request, struct view *view)
{
    view_free(view);
    struct view_memory *m = memory_zeroed(1, sizeof *m);
    view->memory = m;
    for (int pane = 0; pane < PANE_COUNT; pane++)
        view->panes[pane] = (struct pane_contents){.counts = "", .rest = ""};
    add_threads(s, m, &request->panes[PANE_THREADS], &view->panes[PANE_THREADS]);
    add_objects(s, m, &request->panes[PANE_OBJECTS], &view->panes[PANE_OBJECTS]);
    view->prompt = s->blocked ? "main (waits for m)> " : "main> ";
    view->lesson = s->lesson ? keep_format(m, "%s Join · 2 of 6", s->lesson) : "";
    view->goal = s->goal ? keep(m, memory_copy(s->goal)) : "";
    view->hint = s->blocked ? "main waits for m, held by bob: Ctrl-C ends the wait" : "";
    view->schedule = "free";
    view->clock = "real";
    view->time = keep_format(m, "%.1f s", seconds());
    view->alarm = s->alarm ? s->alarm : "";
    view->paused = s->paused;
    view->live = s->threads > 4;
}

char **session_complete(struct session *s, const char *text, size_t end, size_t *start)
{
    static const char *const words[] = {"acquire", "alarm", "alice", "ask", "print", "préface"};
    (void)s;
    size_t at = end;
    while (at > 0 && text[at - 1] != ' ' && text[at - 1] != '\n')
        at--;
    *start = at;
    char **found = memory_zeroed(sizeof words / sizeof *words + 1, sizeof *found);
    size_t count = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strncmp(words[i], text + at, end - at) == 0)
            found[count++] = memory_copy(words[i]);
    }
    if (count == 0) {
        free(found);
        return NULL;
    }
    return found;
}

/* ---- Nothing is presented -------------------------------------------------------------------- */

bool session_presents(struct session *s, struct present_view *view)
{
    (void)s;
    *view = (struct present_view){0};
    return false;
}

enum present_deed session_present_key(const struct session *s, enum present_state state, int key)
{
    (void)s, (void)state, (void)key;
    return PRESENT_PASS;
}

void session_present(struct session *s, enum present_deed deed, size_t number)
{
    (void)s, (void)deed, (void)number;
}

const struct present_key_row *session_present_key_row(const struct session *s, size_t index)
{
    (void)s, (void)index;
    return NULL;
}

size_t session_present_digit(const struct session *s, size_t sections, size_t typed, int digit,
                             bool *waits)
{
    (void)s, (void)sections, (void)typed, (void)digit;
    *waits = false;
    return 0;
}
