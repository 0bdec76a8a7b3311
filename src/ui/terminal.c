/* terminal.c - see terminal.h. */
#include "ui/terminal.h"

#include "base/caught.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/system.h"
#include "ui/capability.h"
#include "ui/rescue.h"
#include "ui/signals.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <termios.h>
#include <unistd.h>

/* How long the end waits for a terminal to take the last bytes. */
#define LAST_OUTPUT_MS 300

/* What a pipe for a frame is to hold. */
#define FRAME_BYTES (1024 * 1024)
/* More rows or columns than any screen has are taken for these: curses counts in 16 bits. */
#define MOST_ROWS 500
#define MOST_COLUMNS 1500

/* Pastes come marked; the wheel does not come as arrow keys, and what it did before is remembered.
 */
#define MODES_ON "\033[?2004h\033[?1007s\033[?1007l"
#define MODES_OFF "\033[?2004l\033[?1007r"
/* Whether it can show what comes between a beginning and an end at once (mode 2026), and behind
 * that what every terminal answers, so that it is known when there is no answer to come. */
#define ASK_SYNC "\033[?2026$p\033[c"
#define SYNC_ON "\033[?2026h"
#define SYNC_OFF "\033[?2026l"
/* How long the end waits for answers that would otherwise be taken for typed by what comes then. */
#define LAST_ANSWER_MS 200

#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

struct terminal {
    int descriptor; /* a description of its own, so that O_NONBLOCK is nobody else's */
    int spare;      /* for the last words in a crash */
    struct capture capture;
    struct termios original, ours;
    int memory;        /* what curses has written is read from here */
    bool piped;        /* a pipe, not a file in memory */
    FILE *curses_file; /* what it writes to */
    struct buffer out; /* bytes to send, from `sent` on */
    size_t sent;
    bool begun; /* the modes are ours */
    bool drawn; /* so is the screen: a frame has been drawn since */
    bool ansi;  /* it takes xterm's private modes */
    bool mouse;
    void (*hear)(void *context, const char *bytes, size_t length); /* NULL: nobody does */
    void *hearer;
    bool giving_back;
    bool asked;                      /* for SYNC_ON, and not all answers have come */
    struct buffer sync_on, sync_off; /* around a frame; empty where the terminal has not got that */
};

static int open_terminal(void)
{
    char name[256];
    if (ttyname_r(STDIN_FILENO, name, sizeof name) != 0)
        return -1;
    return open(name, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

/* The size that a terminal has, at most what curses can do with; false: it does not know. */
static bool ask_size(int descriptor, int *rows, int *columns)
{
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
        return false;
    *rows = size.ws_row < MOST_ROWS ? size.ws_row : MOST_ROWS;
    *columns = size.ws_col < MOST_COLUMNS ? size.ws_col : MOST_COLUMNS;
    return true;
}

void terminal_tell_size(void)
{
    int rows, columns;
    char number[16];
    if (!ask_size(STDIN_FILENO, &rows, &columns))
        return;
    snprintf(number, sizeof number, "%d", rows);
    setenv("LINES", number, 1);
    snprintf(number, sizeof number, "%d", columns);
    setenv("COLUMNS", number, 1);
}

/* Why there is no screen though there is a terminal; asked for by whoever goes on without one. */
static const char *problem;

static bool refuse(const char *why)
{
    problem = why;
    return false;
}

const char *terminal_problem(void)
{
    return problem;
}

bool terminal_possible(void)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return false;
    enum capability_verdict verdict = capability_verdict();
    if (verdict == CAPABILITY_UNKNOWN)
        return refuse("the kind of terminal that TERM names is not known here");
    if (verdict == CAPABILITY_TOO_FEW)
        return refuse("on the kind of terminal that TERM names the cursor cannot be moved");
    if (verdict == CAPABILITY_NONE_WANTED)
        return false;
    int descriptor = open_terminal();
    if (descriptor < 0)
        return refuse("the terminal cannot be opened by its name");
    close(descriptor);
    return true;
}

/* The mode in which every key is a byte in its place: Ctrl-C and Ctrl-Z among what is typed before
 * and after. Ctrl-\ stays a signal, the way out should the loop ever hang. */
static struct termios our_mode(const struct termios *original)
{
    struct termios mode = *original;
    mode.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
    mode.c_lflag |= ISIG | NOFLSH;
    mode.c_iflag &= ~(tcflag_t)(ICRNL | IXON | ISTRIP | INLCR | IGNCR);
    mode.c_oflag &= ~(tcflag_t)ONLCR;
    mode.c_cc[VINTR] = _POSIX_VDISABLE;
    mode.c_cc[VSUSP] = _POSIX_VDISABLE;
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    return mode;
}

/* Curses writes into a file in memory, which takes a frame of any size; or, where the size of files
 * is limited, which counts for such a file too, into a pipe that is as large as the system grants.
 * It never waits for either. */
static void open_curses_file(struct terminal *t)
{
    struct rlimit most;
    int ends[2];
    bool limited = getrlimit(RLIMIT_FSIZE, &most) == 0 && most.rlim_cur != RLIM_INFINITY;
    t->memory = limited ? -1 : system_scratch_file();
    if (t->memory >= 0) {
        t->curses_file = fdopen(t->memory, "w");
        return;
    }
    if (!system_pipe(ends, false))
        return;
    system_widen_pipe(ends[1], FRAME_BYTES);
    t->piped = true;
    t->memory = ends[0];
    t->curses_file = fdopen(ends[1], "w");
}

static void close_all(struct terminal *t)
{
    if (t->curses_file)
        fclose(t->curses_file);
    if (t->memory >= 0 && (t->piped || !t->curses_file))
        close(t->memory);
    if (t->descriptor >= 0)
        close(t->descriptor);
    if (t->spare >= 0)
        close(t->spare);
    buffer_free(&t->out);
    buffer_free(&t->sync_on);
    buffer_free(&t->sync_off);
    free(t);
}

struct terminal *terminal_open(void)
{
    struct terminal *t = memory_zeroed(1, sizeof *t);
    t->descriptor = open_terminal();
    t->spare = open_terminal();
    open_curses_file(t);
    if (t->descriptor < 0 || t->spare < 0 || caught_fd() < 0 || !t->curses_file ||
        tcgetattr(t->descriptor, &t->original) != 0 || !capture_begin(&t->capture)) {
        close_all(t);
        refuse("the terminal, pipes or memory for it cannot be had");
        return NULL;
    }
    signals_for_screen();
    t->ours = our_mode(&t->original);
    return t;
}

void terminal_refused_by_curses(void)
{
    refuse("curses cannot work with the kind of terminal that TERM names");
}

FILE *terminal_curses_file(struct terminal *t)
{
    return t->curses_file;
}

int terminal_descriptor(const struct terminal *t)
{
    return t->descriptor;
}

struct capture *terminal_capture(struct terminal *t)
{
    return &t->capture;
}

static void send_modes(struct terminal *t, bool on)
{
    if (!t->ansi)
        return;
    if (t->mouse)
        buffer_puts(&t->out, on ? MOUSE_ON : MOUSE_OFF);
    buffer_puts(&t->out, on ? MODES_ON : MODES_OFF);
}

static void arm_rescue(struct terminal *t, int rows)
{
    struct buffer reset = {0};
    buffer_puts(&reset, buffer_text(&t->sync_off));
    if (t->ansi)
        buffer_puts(&reset, MOUSE_OFF MODES_OFF);
    capability_add_reset(&reset, rows);
    struct rescue_plan plan = {
        .terminal = t->descriptor,
        .spare = t->spare,
        .errors = t->capture.saved[CAPTURE_ERRORS],
        .captured = t->capture.reading[CAPTURE_ERRORS],
        .mode = t->original,
        .reset = buffer_text(&reset),
        .reset_length = reset.length,
    };
    rescue_arm(&plan);
    buffer_free(&reset);
}

/* Frames are shown at once where the terminal's description says how, or else where the terminal
 * says that it can. The first frame is drawn without waiting for an answer, on a cleared screen. */
static void prepare_sync(struct terminal *t)
{
    if (capability_add_sync(&t->sync_on, true)) {
        capability_add_sync(&t->sync_off, false);
    } else if (capability_answers()) {
        buffer_puts(&t->out, ASK_SYNC);
        t->asked = true;
    }
}

void terminal_begin(struct terminal *t)
{
    terminal_collect(t);
    t->ansi = capability_is_ansi();
    prepare_sync(t);
    arm_rescue(t, LINES);
    tcsetattr(t->descriptor, TCSANOW, &t->ours);
    send_modes(t, true);
    t->begun = true;
}

void terminal_resize(struct terminal *t, int *rows, int *columns)
{
    if (ask_size(t->descriptor, rows, columns))
        resizeterm(*rows, *columns);
    /* It moves the cursor, and where that stands when the screen is taken it stands afterwards. */
    if (t->drawn)
        capability_add_scroll_region(&t->out, LINES);
    clearok(curscr, TRUE);
    arm_rescue(t, LINES);
    *rows = LINES;
    *columns = COLS;
}

void terminal_mouse(struct terminal *t, bool on)
{
    if (!t->ansi || t->mouse == on)
        return;
    t->mouse = on;
    buffer_puts(&t->out, on ? MOUSE_ON : MOUSE_OFF);
}

long terminal_read(struct terminal *t, char *bytes, size_t size)
{
    ssize_t count = read(t->descriptor, bytes, size);
    if (count > 0)
        return count;
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

void terminal_report(struct terminal *t, const char *bytes, size_t length)
{
    static const char mode[] = "\033[?2026;";
    size_t before = sizeof mode - 1;
    if (bytes[length - 1] == 'c')
        t->asked = false; /* it has answered all */
    bool about = length == before + 3 && memcmp(bytes, mode, before) == 0 &&
                 memcmp(bytes + before + 1, "$y", 2) == 0;
    /* 1: set, 2: not set. Not known is 0; 3 and 4 can never be changed. */
    if (!about || (bytes[before] != '1' && bytes[before] != '2') || t->sync_on.length)
        return;
    buffer_puts(&t->sync_on, SYNC_ON);
    buffer_puts(&t->sync_off, SYNC_OFF);
    arm_rescue(t, LINES);
}

static void collect_from_file(struct terminal *t)
{
    off_t length = lseek(t->memory, 0, SEEK_CUR);
    char bytes[4096];
    for (off_t at = 0; at < length;) {
        ssize_t count = pread(t->memory, bytes, sizeof bytes, at);
        if (count <= 0)
            break;
        buffer_add(&t->out, bytes, (size_t)count);
        at += count;
    }
    if (length > 0 && ftruncate(t->memory, 0) == 0)
        lseek(t->memory, 0, SEEK_SET);
}

static void collect_from_pipe(struct terminal *t)
{
    char bytes[4096];
    ssize_t count;
    while ((count = read(t->memory, bytes, sizeof bytes)) > 0)
        buffer_add(&t->out, bytes, (size_t)count);
}

void terminal_watch(struct terminal *t,
                    void (*hear)(void *context, const char *bytes, size_t length), void *context)
{
    t->hear = hear;
    t->hearer = context;
}

/* What was drawn since: without the way to another screen, which would not be left again. */
static void tell_watcher(struct terminal *t, size_t start)
{
    struct buffer drawn = {0};
    const char *bytes = t->out.bytes + start, *enter = capability_enter();
    size_t length = t->out.length - start, size = strlen(enter);
    const char *found = size ? memory_find(bytes, length, enter, size) : NULL;
    size_t before = found ? (size_t)(found - bytes) : length;
    buffer_add(&drawn, bytes, before);
    if (found)
        buffer_add(&drawn, found + size, length - before - size);
    t->hear(t->hearer, buffer_text(&drawn), drawn.length);
    buffer_free(&drawn);
}

void terminal_collect(struct terminal *t)
{
    size_t before = t->out.length;
    fflush(t->curses_file);
    buffer_puts(&t->out, buffer_text(&t->sync_on));
    size_t start = t->out.length;
    if (t->piped)
        collect_from_pipe(t);
    else
        collect_from_file(t);
    if (t->out.length == start) {
        buffer_cut(&t->out, before); /* nothing has changed */
        return;
    }
    t->drawn = t->begun && !t->giving_back;
    if (t->hear && !t->giving_back)
        tell_watcher(t, start);
    buffer_puts(&t->out, buffer_text(&t->sync_off));
}

bool terminal_has_output(const struct terminal *t)
{
    return t->sent < t->out.length;
}

bool terminal_flush(struct terminal *t)
{
    while (terminal_has_output(t)) {
        ssize_t count = write(t->descriptor, t->out.bytes + t->sent, t->out.length - t->sent);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno == EAGAIN)
            return true;
        if (count <= 0)
            break; /* the terminal is gone; reading from it says so */
        t->sent += (size_t)count;
    }
    buffer_clear(&t->out);
    t->sent = 0;
    return false;
}

/* Sends what is left, as long as the terminal takes some of it. */
static void drain(struct terminal *t)
{
    int64_t until = monotonic_milliseconds() + LAST_OUTPUT_MS;
    while (terminal_flush(t)) {
        int64_t left = until - monotonic_milliseconds();
        struct pollfd room = {t->descriptor, POLLOUT, 0};
        if (left <= 0 || poll(&room, 1, (int)left) <= 0 || (room.revents & (POLLHUP | POLLERR)))
            return;
    }
}

/* What the terminal still has to answer is for nobody else. */
static void await_answers(struct terminal *t)
{
    int64_t until = monotonic_milliseconds() + LAST_ANSWER_MS;
    char bytes[256];
    while (t->asked) {
        int64_t left = until - monotonic_milliseconds();
        struct pollfd answer = {t->descriptor, POLLIN, 0};
        if (left <= 0 || poll(&answer, 1, (int)left) <= 0)
            return;
        long count = terminal_read(t, bytes, sizeof bytes);
        if (count < 0 || (count > 0 && bytes[count - 1] == 'c'))
            t->asked = false;
    }
}

/* Leaves the screen and the modes as they were found. */
static void give_back(struct terminal *t)
{
    send_modes(t, false);
    endwin();
    t->giving_back = true;
    terminal_collect(t);
    t->giving_back = false;
    drain(t);
    await_answers(t);
    rescue_disarm();
    tcsetattr(t->descriptor, TCSANOW, &t->original);
}

void terminal_close(struct terminal *t)
{
    if (t->begun)
        give_back(t);
    capture_end(&t->capture);
    signals_let_interrupt();
    close_all(t);
}

static bool is_in_foreground(const struct terminal *t)
{
    return tcgetpgrp(t->descriptor) == getpgrp();
}

void terminal_continued(struct terminal *t)
{
    if (!is_in_foreground(t))
        return;
    tcsetattr(t->descriptor, TCSANOW, &t->ours);
    send_modes(t, true);
    clearok(curscr, TRUE);
}

void terminal_suspend(struct terminal *t)
{
    /* In the background the terminal is somebody else's already. */
    if (is_in_foreground(t))
        give_back(t);
    else
        rescue_disarm();
    signals_stop_here(t->descriptor);
    /* The shell may have changed the mode that the terminal is to be left in. */
    tcgetattr(t->descriptor, &t->original);
    arm_rescue(t, LINES);
    tcsetattr(t->descriptor, TCSANOW, &t->ours);
    send_modes(t, true);
    clearok(curscr, TRUE);
}
