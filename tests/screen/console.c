/* console.c - see console.h. Between the test and the program stands a keeper, which does what a
 * shell does: it leads the session, gives the program the foreground, sees it stop and continues
 * it. */
#include "console.h"
#include "../tap.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <vterm.h>

/* Long, because it is only waited for in full when a test fails. */
#define DEADLINE_MS 20000
#define TEXT_BYTES 4096
/* How long the last bytes of a program that has stopped or ended may be on their way. */
#define RESTORED_MS 2000

/* What the keeper reports. */
struct report {
    char what; /* 'p' started, 's' stopped, 'e' ended */
    int value; /* the process, or the status of waitpid */
};

struct console {
    VTerm *vterm;
    VTermScreen *screen;
    int rows, columns;
    int master;
    int keeper_socket;
    pid_t keeper, process;
    struct termios before;
    struct buffer sent;    /* what the program sent since console_forget */
    struct buffer answers; /* what the terminal would send by itself, for looking at its modes */
    bool claims_sync;
    bool alternate, cursor_visible;
    int mouse;
    char *last; /* what the screen showed before it was given back */
    bool reading;
    bool stopped, ended;
    int status;
};

/* ---- The keeper ------------------------------------------------------------------------------ */

static void report(int socket, char what, int value)
{
    struct report r = {what, value};
    if (write(socket, &r, sizeof r) != (ssize_t)sizeof r)
        _exit(1);
}

static void start_program(const char *program, const char *const *arguments, int terminal)
{
    const char *list[16] = {program};
    for (int i = 0; arguments && arguments[i] && i < 14; i++)
        list[i + 1] = arguments[i];
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpgid(0, 0);
    tcsetpgrp(terminal, getpgrp());
    signal(SIGTTOU, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    const char *term = getenv("TERM_UNDER_TEST");
    const char *lang = getenv("LANG_UNDER_TEST");
    setenv("TERM", term ? term : "xterm-256color", 1);
    setenv("LC_ALL", lang ? lang : "C.UTF-8", 1);
    execv(program, (char *const *)(const void *)list);
    _exit(127);
}

static void keep(int socket, int terminal, const char *program, const char *const *arguments)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGTTOU, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    setsid();
    ioctl(terminal, TIOCSCTTY, 0);
    dup2(terminal, STDIN_FILENO);
    dup2(terminal, STDOUT_FILENO);
    dup2(terminal, STDERR_FILENO);
    pid_t process = fork();
    if (process == 0)
        start_program(program, arguments, terminal);
    setpgid(process, process);
    tcsetpgrp(terminal, process);
    report(socket, 'p', (int)process);
    for (;;) {
        int status;
        char command;
        if (waitpid(process, &status, WUNTRACED) != process)
            _exit(1);
        tcsetpgrp(terminal, getpgrp());
        report(socket, WIFSTOPPED(status) ? 's' : 'e', status);
        if (read(socket, &command, 1) != 1)
            _exit(0);
        if (command == 'f')
            tcsetpgrp(terminal, process);
        kill(-process, SIGCONT);
    }
}

/* ---- The screen ------------------------------------------------------------------------------ */

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    struct console *c = user;
    if (property == VTERM_PROP_ALTSCREEN)
        c->alternate = value->boolean;
    else if (property == VTERM_PROP_CURSORVISIBLE)
        c->cursor_visible = value->boolean;
    else if (property == VTERM_PROP_MOUSE)
        c->mouse = value->number;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

static void on_answer(const char *bytes, size_t length, void *user)
{
    struct console *c = user;
    buffer_add(&c->answers, bytes, length);
}

static void make_screen(struct console *c)
{
    c->vterm = vterm_new(c->rows, c->columns);
    vterm_set_utf8(c->vterm, 1);
    vterm_output_set_callback(c->vterm, on_answer, c);
    c->screen = vterm_obtain_screen(c->vterm);
    c->cursor_visible = true;
    vterm_screen_set_callbacks(c->screen, &callbacks, c);
    vterm_screen_enable_altscreen(c->screen, 1);
    vterm_screen_reset(c->screen, 1);
}

char *console_row(struct console *c, int row)
{
    char text[TEXT_BYTES];
    VTermRect rectangle = {row, row + 1, 0, c->columns};
    size_t length = vterm_screen_get_text(c->screen, text, sizeof text - 1, rectangle);
    while (length && text[length - 1] == ' ')
        length--;
    return memory_copy_bytes(text, length);
}

int console_ground(struct console *c, int row, int column)
{
    VTermScreenCell cell;
    VTermPos place = {row, column};
    if (!vterm_screen_get_cell(c->screen, place, &cell) || VTERM_COLOR_IS_DEFAULT_BG(&cell.bg))
        return -1;
    return VTERM_COLOR_IS_INDEXED(&cell.bg) ? cell.bg.indexed.idx : 0;
}

int console_count(struct console *c, const char *text)
{
    int count = 0;
    for (int row = 0; row < c->rows; row++) {
        char *line = console_row(c, row);
        count += strstr(line, text) != NULL;
        free(line);
    }
    return count;
}

bool console_shows(struct console *c, const char *text)
{
    return console_count(c, text) > 0;
}

static void print_screen(struct console *c, const char *waited_for)
{
    fprintf(stderr, "waited in vain for: %s\n", waited_for);
    for (int row = 0; row < c->rows; row++) {
        char *line = console_row(c, row);
        fprintf(stderr, "%3d |%s\n", row, line);
        free(line);
    }
}

/* ---- Beginning and end ----------------------------------------------------------------------- */

const char *console_fake_lab(void)
{
    static char name[4096];
    char self[4000];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0)
        return "fake_lab";
    self[length] = '\0';
    snprintf(name, sizeof name, "%s/fake_lab", dirname(self));
    return name;
}

static int open_master(struct console *c, int *terminal)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
        return -1;
    struct winsize size = {.ws_row = (unsigned short)c->rows, .ws_col = (unsigned short)c->columns};
    ioctl(master, TIOCSWINSZ, &size);
    *terminal = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    return *terminal < 0 ? -1 : master;
}

static bool read_report(struct console *c, int milliseconds)
{
    struct report r;
    struct pollfd waiting = {c->keeper_socket, POLLIN, 0};
    if (poll(&waiting, 1, milliseconds) != 1 ||
        read(c->keeper_socket, &r, sizeof r) != (ssize_t)sizeof r)
        return false;
    if (r.what == 'p')
        c->process = r.value;
    c->stopped = r.what == 's';
    c->ended = r.what == 'e';
    c->status = r.value;
    return true;
}

struct console *console_open(const char *program, const char *const *arguments, int rows,
                             int columns)
{
    struct console *c = memory_zeroed(1, sizeof *c);
    int sockets[2];
    int terminal;
    c->rows = rows;
    c->columns = columns;
    c->reading = true;
    c->master = open_master(c, &terminal);
    if (c->master < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0)
        abort();
    tcgetattr(terminal, &c->before);
    make_screen(c);
    c->keeper = fork();
    if (c->keeper == 0) {
        close(c->master);
        close(sockets[0]);
        keep(sockets[1], terminal, program, arguments);
    }
    close(sockets[1]);
    close(terminal);
    c->keeper_socket = sockets[0];
    if (!read_report(c, DEADLINE_MS))
        abort();
    return c;
}

void console_close(struct console *c)
{
    if (!c->ended)
        kill(c->process, SIGKILL);
    kill(c->keeper, SIGKILL);
    waitpid(c->keeper, NULL, 0);
    close(c->keeper_socket);
    if (c->master >= 0)
        close(c->master);
    vterm_free(c->vterm);
    buffer_free(&c->sent);
    buffer_free(&c->answers);
    free(c->last);
    free(c);
}

pid_t console_process(const struct console *c)
{
    return c->process;
}

/* ---- Typing and reading ---------------------------------------------------------------------- */

static long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000L + now.tv_nsec / 1000000L;
}

void console_claim_sync(struct console *c)
{
    c->claims_sync = true;
}

/* Sends what the terminal answers to what it has just been asked. */
static void answer(struct console *c)
{
    static const char unknown[] = "\033[?2026;0$y";
    char *about = c->claims_sync && c->answers.length
                      ? memmem(c->answers.bytes, c->answers.length, unknown, sizeof unknown - 1)
                      : NULL;
    if (about)
        about[8] = '2';
    if (c->answers.length && write(c->master, c->answers.bytes, c->answers.length) < 0)
        fprintf(stderr, "the terminal's answer was not taken\n");
    buffer_clear(&c->answers);
}

static void keep_last(struct console *c)
{
    struct buffer text = {0};
    for (int row = 0; row < c->rows; row++) {
        char *line = console_row(c, row);
        buffer_printf(&text, "%s\n", line);
        free(line);
    }
    free(c->last);
    c->last = buffer_take(&text);
}

char *console_last_text(const struct console *c)
{
    return c->last ? memory_copy(c->last) : NULL;
}

/* The program gives the screen back in one write, which comes whole. */
static void show(struct console *c, const char *bytes, size_t count)
{
    static const char back[] = "\033[?1049l";
    const char *end = c->alternate ? memmem(bytes, count, back, sizeof back - 1) : NULL;
    size_t before = end ? (size_t)(end - bytes) : count;
    vterm_input_write(c->vterm, bytes, before);
    if (end)
        keep_last(c);
    vterm_input_write(c->vterm, bytes + before, count - before);
}

bool console_read(struct console *c, int milliseconds)
{
    char bytes[65536];
    struct pollfd waiting = {c->reading ? c->master : -1, POLLIN, 0};
    if (poll(&waiting, 1, milliseconds) != 1)
        return false;
    ssize_t count = read(c->master, bytes, sizeof bytes);
    if (count <= 0)
        return false;
    buffer_add(&c->sent, bytes, (size_t)count);
    buffer_clear(&c->answers);
    show(c, bytes, (size_t)count);
    answer(c);
    return true;
}

void console_type_bytes(struct console *c, const char *bytes, size_t length)
{
    while (length) {
        ssize_t count = write(c->master, bytes, length);
        if (count > 0) {
            bytes += count;
            length -= (size_t)count;
            continue;
        }
        /* The terminal's queue is full until the program reads; it may have to write for that. */
        console_read(c, 10);
    }
}

void console_type(struct console *c, const char *text)
{
    console_type_bytes(c, text, strlen(text));
}

void console_let_read(struct console *c)
{
    c->reading = true;
}

bool console_wait_stuck(struct console *c)
{
    int queued = -1;
    int same = 0;
    c->reading = false;
    /* Ctrl-L makes it send the whole screen; once that no longer adds to the queue it is full. */
    for (long deadline = now_ms() + DEADLINE_MS; same < 50 && now_ms() < deadline;) {
        int now;
        console_type(c, "\014");
        poll(NULL, 0, 5);
        if (ioctl(c->master, FIONREAD, &now) != 0)
            return false;
        same = now == queued ? same + 1 : 0;
        queued = now;
    }
    return same == 50;
}

void console_forget(struct console *c)
{
    buffer_clear(&c->sent);
}

bool console_sent(struct console *c, const char *bytes)
{
    return c->sent.length && memmem(c->sent.bytes, c->sent.length, bytes, strlen(bytes)) != NULL;
}

bool console_sent_before(struct console *c, const char *bytes, const char *others)
{
    const char *first = memmem(c->sent.bytes, c->sent.length, bytes, strlen(bytes));
    const char *other = memmem(c->sent.bytes, c->sent.length, others, strlen(others));
    return first && (!other || first < other);
}

size_t console_sent_bytes(const struct console *c)
{
    return c->sent.length;
}

/* Waits for a condition on the screen; the screen is printed where it does not come about. */
static bool wait_until(struct console *c, const char *name,
                       bool (*holds)(struct console *, const void *), const void *argument)
{
    long deadline = now_ms() + DEADLINE_MS;
    bool ended = false;
    while (!holds(c, argument)) {
        if (c->ended && !ended)
            deadline = now_ms() + RESTORED_MS;
        ended = c->ended;
        long left = deadline - now_ms();
        if (left <= 0) {
            print_screen(c, name);
            return false;
        }
        if (!console_read(c, left < 200 ? (int)left : 200) && !c->ended)
            read_report(c, 0);
    }
    return true;
}

static bool shows(struct console *c, const void *text)
{
    return console_shows(c, text);
}

static bool shows_not(struct console *c, const void *text)
{
    return !console_shows(c, text);
}

static bool has_sent(struct console *c, const void *bytes)
{
    return console_sent(c, bytes);
}

bool console_wait_for(struct console *c, const char *text)
{
    return wait_until(c, text, shows, text);
}

bool console_wait_gone(struct console *c, const char *text)
{
    return wait_until(c, text, shows_not, text);
}

bool console_wait_bytes(struct console *c, const char *bytes)
{
    return wait_until(c, "bytes", has_sent, bytes);
}

static bool is_frames(struct console *c, const void *unused)
{
    static const char on[] = "\033[?2026h", off[] = "\033[?2026l";
    const char *at = buffer_text(&c->sent), *end = at + c->sent.length;
    (void)unused;
    while (at < end && strncmp(at, on, sizeof on - 1) == 0) {
        const char *next = strstr(at, off);
        if (!next || memmem(at + 1, (size_t)(next - at), on, sizeof on - 1))
            return false;
        at = next + sizeof off - 1;
    }
    return c->sent.length && at == end;
}

bool console_wait_frames(struct console *c)
{
    return wait_until(c, "whole frames", is_frames, NULL);
}

struct place {
    int row, column;
    const char *text;
};

static bool row_is(struct console *c, const void *argument)
{
    const struct place *place = argument;
    for (int row = 0; row < c->rows; row++) {
        if (place->row >= 0 && row != place->row)
            continue;
        char *line = console_row(c, row);
        bool same = strcmp(line, place->text) == 0;
        free(line);
        if (same)
            return true;
    }
    return false;
}

bool console_wait_row(struct console *c, int row, const char *text)
{
    struct place place = {row, 0, text};
    return wait_until(c, text, row_is, &place);
}

static bool cursor_is(struct console *c, const void *argument)
{
    const struct place *place = argument;
    VTermPos position;
    vterm_state_get_cursorpos(vterm_obtain_state(c->vterm), &position);
    return c->cursor_visible && position.row == place->row && position.col == place->column;
}

bool console_wait_cursor(struct console *c, int row, int column)
{
    struct place place = {row, column, NULL};
    return wait_until(c, "the cursor", cursor_is, &place);
}

/* ---- What happens to terminals and processes ------------------------------------------------- */

void console_resize_quietly(struct console *c, int rows, int columns)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    ioctl(c->master, TIOCSWINSZ, &size);
}

void console_resize(struct console *c, int rows, int columns)
{
    c->rows = rows;
    c->columns = columns;
    vterm_set_size(c->vterm, rows, columns);
    console_resize_quietly(c, rows, columns);
}

void console_hang_up(struct console *c)
{
    close(c->master);
    c->master = -1;
}

void console_signal(struct console *c, int number)
{
    kill(c->process, number);
}

static bool has_stopped(struct console *c, const void *unused)
{
    (void)unused;
    if (!c->stopped)
        read_report(c, 0);
    return c->stopped;
}

bool console_wait_stopped(struct console *c)
{
    return wait_until(c, "the program to stop", has_stopped, NULL);
}

static bool has_ended(struct console *c, const void *unused)
{
    (void)unused;
    if (!c->ended)
        read_report(c, 0);
    return c->ended;
}

bool console_wait_end(struct console *c, int *status)
{
    bool ended;
    if (c->master < 0)
        ended = read_report(c, DEADLINE_MS) && c->ended;
    else
        ended = wait_until(c, "the program to end", has_ended, NULL);
    if (ended)
        *status = c->status;
    while (ended && c->master >= 0 && console_read(c, 0))
        continue;
    return ended;
}

void console_continue(struct console *c, bool foreground)
{
    c->stopped = false;
    if (write(c->keeper_socket, foreground ? "f" : "b", 1) != 1)
        abort();
}

/* Whether the terminal would mark a paste. */
static bool marks_pastes(struct console *c)
{
    buffer_clear(&c->answers);
    vterm_keyboard_start_paste(c->vterm);
    bool marks = c->answers.length > 0;
    vterm_keyboard_end_paste(c->vterm);
    return marks;
}

static bool mode_is_as_before(struct console *c)
{
    struct termios now;
    if (tcgetattr(c->master, &now) != 0)
        return false;
    return now.c_iflag == c->before.c_iflag && now.c_oflag == c->before.c_oflag &&
           now.c_cflag == c->before.c_cflag && now.c_lflag == c->before.c_lflag &&
           memcmp(now.c_cc, c->before.c_cc, sizeof now.c_cc) == 0;
}

bool console_is_restored(struct console *c)
{
    long deadline = now_ms() + RESTORED_MS;
    for (;;) {
        bool mode = mode_is_as_before(c);
        bool pastes = marks_pastes(c);
        if (mode && !pastes && !c->alternate && c->cursor_visible &&
            c->mouse == VTERM_PROP_MOUSE_NONE)
            return true;
        /* What was sent last may still be on its way. */
        long left = deadline - now_ms();
        if (left > 0) {
            console_read(c, (int)left);
            continue;
        }
        fprintf(stderr,
                "not restored: mode %d, alternate screen %d, cursor %d, pastes %d, mouse %d\n",
                mode, c->alternate, c->cursor_visible, pastes, c->mouse);
        return false;
    }
}

bool console_is_taken(struct console *c)
{
    return !mode_is_as_before(c) && marks_pastes(c) && c->alternate;
}

/* ---- A lab from its prompt to `quit` --------------------------------------------------------- */

struct console *console_begin(const char *program, int rows, int columns)
{
    struct console *c = console_open(program, NULL, rows, columns);
    if (rows < 8 || columns < 30)
        TAP_CHECK(console_wait_for(c, "too small"));
    else
        TAP_CHECK(console_wait_row(c, rows - 2, "main>"));
    return c;
}

void console_quit(struct console *c)
{
    int status;
    console_type(c, "\005\025quit\r");
    TAP_CHECK(console_wait_end(c, &status));
    TAP_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    TAP_CHECK(console_is_restored(c));
    console_close(c);
}
