/* session_inside.h - the session's own data, for the files of shell/ that make it up:
 *
 *     session.c           opening, closing, the pump, the transcript's lines
 *     session_typing.c    what is being typed and not entered yet
 *     session_feed.c      what was typed: parsed, handed over one command after the other
 *     session_foreign.c   what was typed by habit of another language
 *     session_slips.c     misspelt commands, orders without a colon
 *     session_events.c    what the lab's threads do, as lines
 *     session_commands.c  the lab's own commands
 *     session_control.c   those about schedules, clocks, steps
 *     session_explore.c   explore
 *     session_replay.c    replay
 *     session_program.c   what the program of the lab is
 *     session_view.c      what a screen shows: panes, prompt, status line
 *     session_threads.c   the threads pane
 *     session_words.c     words about threads
 *     session_objects.c   the objects pane
 *     session_panes.c     the panes in words
 *     session_why.c       who waits for whom, in words
 *     beginning.c         what it is to begin anew
 *     session_save.c      saving and loading
 *     session_trust.c     what a lesson may do by itself
 *     session_lesson.c    the lesson that is played (session_playing.h)
 *     session_lessons.c   which lessons there are; their commands
 *     help.c complete.c   what they say */
#ifndef THRUM_SHELL_SESSION_INSIDE_H
#define THRUM_SHELL_SESSION_INSIDE_H

#include "shell/session.h"

#include "base/buffer.h"
#include "lang/diagnostic.h"
#include "lang/tree.h"
#include "run/lab.h"
#include "run/mailbox.h"
#include "shell/beginning.h"
#include "shell/circumstances.h"

struct check;

/* ---- What the sink keeps ----------------------------------------------------------------------
 */

enum { ALARM_THREADS = 16, ALARMS = 8 };

/* A ring of threads that wait for one another. */
struct alarm {
    uint32_t threads[ALARM_THREADS]; /* those it was first seen with, as far as there is room */
    size_t count;
};

/* Guarded by the lab's monitor: the sink's, and that of functions that lab_do runs. */
struct watcher {
    struct lab *lab;
    struct mailbox *mailbox;
    struct buffer record, text;
    uint8_t *told; /* by name: a bit for each enum notice that was told and is told once */
    uint32_t told_capacity;
    struct alarm alarms[ALARMS];
    size_t alarm_count;
    bool tells_steps;    /* trace on */
    uint64_t stepping;   /* so many steps are still to be told, because they were asked for */
    unsigned notices;    /* told since the last input: beyond a number they are only counted */
    bool silent;         /* the lab begins anew: what ends now ends by that */
    bool muted;          /* nothing of what happens is told: the lab is being brought back */
    struct check *check; /* of the task that is open, which hears what happens; NULL: none */
};

/* ---- What was typed ---------------------------------------------------------------------------
 */

/* One input, or a script that was loaded: shared by the commands in it. */
struct input {
    struct tree *tree;
    char *text;
    char *name; /* of the file; NULL: typed */
    size_t users;
    uint32_t source; /* in the program, since it was first compiled from; 0: not yet */
    bool shows;      /* each command appears when it is handed over: loaded, or a lesson's */
    bool lesson;     /* a lesson's block: what its settings answer is not told */
    bool guest;      /* a lesson's block, or what that loaded: see session_trust.c */
};

/* What the program calls the text of a lesson's block. */
#define LESSON_SOURCE "lesson"

struct pending {
    struct input *input;
    const struct node *node;
};

/* Of a command that was handed over: its order is over when this many are done. */
struct awaited {
    uint32_t thread, ticket;
};

/* When nobody may go on before the session has acted. Guarded by the monitor. */
struct feed_gate {
    struct awaited *awaited; /* a copy of the session's */
    size_t count, capacity;
    bool more;  /* there are commands to be handed over behind those awaited */
    bool exact; /* and nobody goes on once nothing does by itself */
};

/* What a saved script gives those who got an order, before the next command: as long as the prompt
 * does at most, and more than they need where nothing keeps them. */
#define JOURNAL_PATIENCE " for 50ms"

/* What was typed, for `save`. */
struct journal_entry {
    char *text;
    bool runs;     /* a script can hold it */
    bool failed;   /* it ended by an error */
    bool setting;  /* schedule, clock, ...: at the top only */
    bool defines;  /* functions, which `restart` keeps */
    uint32_t unit; /* its order; 0: none */
    /* Of an order that one thread got: who, and which of its orders it is; NO_THREAD: of none. */
    struct awaited given;
    char *joins;      /* an order: what waits until those who got it have done it; or NULL */
    bool main_waited; /* it was for others, while main waited for something */
};

struct stored_line {
    enum line_kind kind;
    char *thread; /* one piece of memory with the text behind it */
    const char *text;
};

struct screen_wish {
    enum screen_order order;
    char *argument;
};

struct session {
    struct lab *lab;
    struct mailbox *mailbox;
    struct watcher watcher;
    struct circumstances circumstances;
    int fd;   /* epoll: the lab, the mailbox, and `wake` */
    int wake; /* eventfd: something was put into the session by its own front end */

    struct stored_line *lines; /* a ring that grows: `line_count` from `line_first` on */
    size_t line_first, line_count, line_capacity;
    struct stored_line current; /* handed out last */
    struct buffer batch;        /* from the mailbox */

    struct pending *queue; /* from `queue_first` on */
    size_t queue_first, queue_count, queue_capacity;
    struct awaited *awaited;
    size_t awaited_count, awaited_capacity;
    struct feed_gate gate;
    int64_t handed;    /* when, in real milliseconds */
    bool awaits_steps; /* `step`: those that were granted are not all done */
    bool settled;      /* nobody awaited is still at it */

    struct journal_entry *journal;
    size_t journal_count, journal_capacity;

    struct screen_wish *wishes;
    size_t wish_first, wish_count, wish_capacity;
    char *wish_given;

    struct loaded {
        char *title, *text; /* of the script that was loaded last, or NULL */
        unsigned beginning; /* `beginnings` when that was */
    } loaded;
    struct exploration *exploring; /* what is being explored; NULL: nothing */
    struct exploration *explored;  /* what was explored last; NULL: nothing yet */
    struct chosen chosen;
    unsigned beginnings; /* how often the lab has begun anew */

    struct buffer open_prompt; /* of the next line of an input */
    struct buffer refused;     /* a header of a block as Python writes it, and its lines so far */
    size_t refused_lines;
    char *question;
    bool asker_told;         /* Ctrl-C was for the thread that asks */
    bool finish_first;       /* the end of input lets what runs end */
    bool opened_nothing;     /* the file or lesson that it was to be opened with could not be */
    bool exact;              /* see session_options */
    bool ending;             /* the input has ended */
    uint64_t seed;           /* of the lab, as it began */
    char *lesson_folder;     /* beside the lesson that is open; NULL: none is */
    char *lesson_scratch;    /* where it may write; NULL: nowhere */
    bool guest;              /* the command that is being run is a lesson's */
    bool rehearses;          /* see session_options */
    struct playing *playing; /* the lessons; NULL as long as nobody asked for them */
    bool muted;              /* only a lesson says something */
    bool over;
    bool told_over; /* that the program has ended */
    bool told_unstarted;
    bool told_queued; /* that main's commands queue, since it last was free */
};

/* ---- Lines (session.c) ------------------------------------------------------------------------
 */

/* Adds a line, or several where the text has line breaks; controls are made visible. What the lab's
 * threads said before comes before. */
void session_say(struct session *s, enum line_kind kind, const char *thread, const char *text);
void session_tell(struct session *s, enum line_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* With the monitor: steps are told to the watcher only while somebody may want to read them. */
void session_settle_traces(struct session *s, struct lab *lab, struct machine *m);
/* Runs a function with the monitor held; what it adds to `out` is told, as `kind`. */
struct telling {
    struct session *session;
    const char *argument;
    uint64_t number;
    struct buffer out;
    bool failed; /* it is told as an error */
};
void session_ask_lab(struct session *s, const char *argument, uint64_t number,
                     void (*function)(struct lab *, struct machine *, void *telling));

/* ---- Feeding (session_feed.c) -----------------------------------------------------------------
 */

/* Parses a text and queues its commands; false if there is an error, which has been told. `name`:
 * of the file, NULL for what was typed. */
bool session_take(struct session *s, const char *name, const char *text, size_t length);
/* The same for a lesson's block; `shown`: its commands appear one by one as they are handed over,
 * else they do not. */
void session_take_block(struct session *s, const char *commands, bool shown);
/* Whether a command queued from the `first` on does something to the lab, and not only looks. */
bool session_acts(const struct session *s, size_t first);
/* Whether all that was typed has been handed over, and has ended or waits. */
bool session_handed_all(const struct session *s);
/* So long, in milliseconds, is waited for a command before the next is handed over. */
enum { HAND_OVER_MS = 50 };
/* The roof (session.c) takes what is due, shows it, and has it done: a command of the lab's own by
 * its row, any other by session_hand_over. */
bool session_is_due(struct session *s);
struct pending session_next_pending(struct session *s);
void session_hand_over(struct session *s, const struct pending *p);
/* It was done, and is forgotten. */
void session_handed(struct session *s, struct pending *p);
/* Behind the last of these; `handed`: there was one. */
void session_settle_gate(struct session *s, bool handed);
/* Forgets all that was not handed over yet; returns how many commands that were. */
size_t session_drop_queue(struct session *s);
/* Looks which question is open now; what is asked while a lesson brings the lab back
 * gets no answer. */
void session_take_question(struct session *s);
/* Whether those that the last command was handed to have done it, or wait. */
void session_look_if_settled(struct session *s);
/* The lab's gate; the context is the session's struct feed_gate. */
bool session_gate(struct lab *lab, const struct machine *m, void *gate);
/* With the monitor: whether anybody that the program would wait for can go on by himself. */
bool session_goes_on(struct lab *lab, const struct machine *m);
/* With the monitor: whether the virtual clock waits for steps that nobody does by himself; at the
 * end of the input: says what is left undone (session_end.c). */
bool session_clock_stands(struct lab *lab, const struct machine *m);
void session_tell_left(struct lab *lab, struct machine *m, void *session);
/* From now on nobody is waited for; or steps that were granted; or main too, until it rests. */
void session_await_nobody(struct session *s);
void session_await_steps(struct session *s);
void session_await_main(struct session *s);

/* ---- Habits (session_foreign.c) ---------------------------------------------------------------
 */

/* Says how the text is written here; false where that is not known. `parsed`: the parser takes it,
 * so that the lab's own error is better than an answer that would be refused too. */
bool session_foreign_tell(struct session *s, const char *text, size_t length, bool parsed);
/* The same for each error of a text of several commands; `script`: they were not typed. */
void session_foreign_advise(struct session *s, const struct source *source, bool script,
                            struct diagnostics *found);
/* Whether the parser takes what the lab would refuse: an unknown call, the wrong kind of object. */
bool session_foreign_suspects(struct session *s, const struct tree *tree);
/* A value typed alone, which the parser refuses or not (tree): what it is was told, or the command
 * that shows it is in `print`. */
enum foreign_value_answer { FOREIGN_VALUE_NONE, FOREIGN_VALUE_TOLD, FOREIGN_VALUE_SHOWN };
enum foreign_value_answer session_foreign_value(struct session *s, const struct tree *tree,
                                                const char *text, size_t length,
                                                struct buffer *print);
/* A line was refused: if it begins a block of indented lines, these will be dropped. */
bool session_foreign_refused(struct session *s, const char *text);
/* Takes the line if it belongs to such a block; a line that does not ends it. */
bool session_foreign_drops(struct session *s, const char *text);
/* The block ends, if there is one: says what was dropped, and how it is written here. */
bool session_foreign_ends(struct session *s);

/* ---- Slips (session_slips.c) ------------------------------------------------------------------
 */

/* The whole line with the word that the one diagnostic offers, if it can be typed. */
void session_slip_corrected(struct session *s, const char *text, size_t length,
                            const struct diagnostics *found);
/* `bob print 1` for `bob: print 1`, which a timer does not take. */
void session_slip_colon(struct session *s, const char *text, size_t length);

/* ---- What a lesson may do by itself (session_trust.c) -------------------------------------------
 */

/* The lesson from whose file the blocks come from now on; `name`: struct lesson. NULL: none. */
void session_use_lesson(struct session *s, const char *path, const char *name);
/* The path, malloc'd, under which a command that is being run may write a file; false: it may not,
 * which has been told. */
bool session_may_write(struct session *s, const char *file, char **path);
/* Reads the script that such a command names; false with a sentence in `why`. */
bool session_read_script(struct session *s, const char *file, struct buffer *text,
                         struct buffer *why);

/* ---- The sink (session_events.c) --------------------------------------------------------------
 */

void session_event(void *watcher, const struct event *event);
/* With the monitor: a line, or several. `unit`: see struct record. */
void watcher_send(struct watcher *w, enum line_kind kind, const char *thread, const char *text,
                  size_t length, uint32_t unit);
void watcher_free(struct watcher *w);
/* Forgets what concerned the lab before it began anew. */
void watcher_restart(struct watcher *w);
/* With the monitor: whether the thread is in a ring of waits that was told. */
bool watcher_told_ring(const struct watcher *w, uint32_t thread);
/* With the monitor: adds the rings that there still are, " · " between them. */
void watcher_add_alarm(struct watcher *w, const struct machine *m, struct buffer *out);
/* For lab_do with a struct telling: that nobody can go on, and why, unless the prompt can help. */
void watcher_tell_stuck(struct lab *lab, struct machine *m, void *telling);
/* Adds an error's words; where it is about a name that nothing bears, with the name perhaps meant.
 */
void watcher_add_error(const struct machine *m, const char *error, size_t length,
                       struct buffer *out);

/* What lies in the mailbox: this, the thread's name, the text. */
struct record {
    uint32_t kind; /* enum line_kind */
    uint32_t unit; /* of a failed order of main's or a puppet's; 0: none */
    uint32_t thread_length, text_length;
};

/* ---- Words about threads and objects, with the monitor held -----------------------------------
 */

/* session_words.c */
enum thread_look view_look(const struct machine *m, const struct lab *lab, uint32_t thread);
void view_add_reason(struct lab *lab, const struct machine *m, uint32_t thread, struct buffer *out);
const char *view_word(enum thread_look look);
/* Nanoseconds that somebody has waited, below which it reads 0.0 s and is no news. */
#define WORTH_TELLING 100000000
/* "4.1 s", "1 min 5 s", "12 ms". */
void view_add_time(int64_t nanoseconds, struct buffer *out);
/* The same of what is left: rounded up, so that it is over at 0. */
void view_add_time_left(int64_t nanoseconds, struct buffer *out);
/* "alice", "alice and bob", "alice, bob, carol and 7 more". */
void view_add_threads(const struct machine *m, const uint32_t *threads, size_t shown, size_t all,
                      struct buffer *out);
/* Whether a name can be typed without quotes; and a thread's name as it is typed. */
bool view_is_bare(const char *name);
void view_add_typed_name(const struct machine *m, uint32_t thread, struct buffer *out);
/* The thread that bears a name, or NO_THREAD; timers included. */
uint32_t view_find_thread(const struct machine *m, const char *name);
/* "there is no thread called alise; did you mean alice?" */
void view_add_no_thread(const struct machine *m, const char *name, struct buffer *out);

/* session_objects.c */
bool objects_shows(const struct machine *m, uint32_t entity);
void objects_add_kind(const struct machine *m, uint32_t entity, struct buffer *out);
/* True if somebody waits for it. */
bool objects_add_value(struct lab *lab, const struct machine *m, uint32_t entity,
                       struct buffer *out);

/* session_why.c: lines, ended by newlines. */
void why_add(struct lab *lab, const struct machine *m, uint32_t thread, struct buffer *out);

/* ---- Exploring (session_explore.c) ------------------------------------------------------------
 */

struct lesson_item;
struct challenge;
/* The lab as it stands, with a program of its own, for who looks at what it could do; the copy is
 * given back to session_free_copy. */
struct machine session_copy_lab(struct session *s);
void session_free_copy(struct machine *copy);
/* The challenge from the lab as it stands; NULL with a sentence in `why` (explore/challenge.h). */
struct challenge *session_open_challenge(struct session *s, const char *finding,
                                         struct buffer *why);
/* Begins to look, beside the lab, for what is true of a lesson's block; NULL where that cannot be,
 * which it says. */
struct exploration *session_explore_block(struct session *s, const struct lesson_item *block);
/* Tells what was found, frees it and sets it to NULL, once it has been looked at whole. */
void session_look_at_block(struct session *s, struct exploration **block);
void session_end_exploration(struct session *s, struct exploration **e);
/* Tells what was found, or now and then that it is still looked for. */
void session_look_at_exploring(struct session *s);
/* Until then session_look_at_exploring need not be called, in milliseconds; -1: for ever. */
int session_exploring_timeout(const struct session *s);
void session_end_exploring(struct session *s);

/* ---- The journal (session_save.c) -------------------------------------------------------------
 */

/* The entry, until the next is added; NULL where it is none for a script. */
struct journal_entry *journal_add(struct session *s, const struct pending *p, uint32_t unit);
/* With the monitor, before a thread is interrupted: what it does and what it has not begun. */
void journal_interrupted(struct session *s, const struct machine *m, uint32_t thread);
/* An order ended by an error: the script shall not hold it. */
void journal_failed(struct session *s, uint32_t unit);
/* A program that the lab begins with, whole. */
void journal_add_program(struct session *s, const char *text);
/* Whether there is more than functions in it; the first command that ended by an error, or NULL;
 * and the others as a script. */
bool journal_has_commands(const struct session *s);
const char *journal_first_failed(const struct session *s);
void journal_add_script(const struct session *s, struct buffer *out);
/* After `restart`. */
void journal_restart(struct session *s, bool functions);
void journal_free(struct session *s);
/* The one argument of a command: a word, or a string in quotes; malloc'd. NULL: none, or more. */
char *session_one_argument(const char *arguments);

/* Loads a script, as `load` does; false, and said so, where it cannot be read or is none. */
bool command_load_file(struct session *s, const char *file);

/* ---- The lab's own commands -------------------------------------------------------------------
 */

/* Says that a command takes nothing more; true if there is more. And what its forms are. */
bool session_refuse_arguments(struct session *s, const char *word, const char *arguments);
void session_refuse_form(struct session *s, const char *word);
/* `clock x10` without a word. */
void session_set_silently(struct session *s, const char *word, const char *arguments);

/* ---- The lesson, for the rest of the session --------------------------------------------------
 */

/* The first line of all: what this is, and where to begin or to go on. */
void session_greet(struct session *s);
/* What `lesson NAME` does. */
void session_open_lesson(struct session *s, const char *name);
/* The word in the name of a lesson's file, of one of session_lessons. */
const char *session_lesson_slug(struct session *s, size_t index);
void session_lesson_free(struct session *s);
/* True where it has looked at the lab, so that there may be more to be handed over. */
bool session_lesson_pump(struct session *s);
/* Inputs that came while the lab was brought back, each ended by a NUL, once it is; given away. */
struct buffer session_lesson_take_held(struct session *s);
/* Enter, or `next`: goes on with the lesson that is open. */
void session_lesson_go_on(struct session *s);
/* Milliseconds until it has to be pumped; -1: something else will make it due. */
int session_lesson_timeout(const struct session *s);
/* The lab was paused or goes on again, by a command of the lesson's or of the learner's. */
void session_lesson_ran(struct session *s, bool for_lesson, bool was_paused, bool paused);
/* Something was done to the lab. */
void session_lesson_poke(struct session *s);
/* Keeps an input for later, while the lab is brought back; false if it is not. */
bool session_lesson_holds(struct session *s, const char *text);
/* Takes an input as the answer to a question. */
bool session_lesson_numbers(struct session *s, const char *text);
/* An input was refused; or it acts (session_acts), or only looks. */
void session_lesson_typed(struct session *s, bool refused, bool acts);
/* So many rows of the transcript are in view; 0: there is no screen. */
void session_lesson_room(struct session *s, size_t rows);
/* Fills the lesson's part of a view. */
void session_lesson_view(struct session *s, struct view *view);

#endif
