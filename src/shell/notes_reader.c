/* notes_reader.c - see notes_reader.h. What comes is lines, "WORD REST", and behind the line "note"
 * the note: session_present.c writes them. */
#include "shell/notes_reader.h"

#include "base/monotonic.h"
#include "base/shown.h"
#include "base/spoken.h"
#include "base/utf8.h"
#include "shell/notes_place.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    LOOK_MS = 500,  /* between two looks for a presentation */
    CLOCK_MS = 1000 /* the time gone is shown anew */
};

struct reading {
    const char *folder, *name; /* name: NULL: whichever there is */
    bool terminal; /* the screen is drawn; else each message is written below the last */
    bool spoken;   /* and of each only what is new */
    bool told_waiting;
    struct buffer text; /* of the last message */
    struct buffer told; /* the one before, as far as it was said */
};

/* Control characters are shown, not sent. */
static void put(const char *text, size_t length)
{
    struct buffer visible = {0};
    utf8_add_visible(&visible, text, length, "");
    fwrite(buffer_text(&visible), 1, visible.length, shown_output());
    buffer_free(&visible);
}

/* What stands behind a word at the beginning of a line; "" where there is none. */
static const char *value_of(const char *text, const char *word, size_t *length)
{
    size_t size = strlen(word);
    while (*text && strncmp(text, "note\n", 5) != 0) {
        size_t line = strcspn(text, "\n");
        if (line > size && strncmp(text, word, size) == 0 && text[size] == ' ') {
            *length = line - size - 1;
            return text + size + 1;
        }
        text += line + (text[line] == '\n');
    }
    *length = 0;
    return "";
}

static void put_value(const char *text, const char *word, const char *before)
{
    size_t length;
    const char *value = value_of(text, word, &length);
    if (!length)
        return;
    fputs(before, shown_output());
    put(value, length);
}

/* Seconds; -1: it does not stand there. */
static int64_t time_gone(const char *text)
{
    size_t length;
    int64_t began = strtoll(value_of(text, "began", &length), NULL, 10);
    return length ? (monotonic_milliseconds() - began) / 1000 : -1;
}

static void put_time(const char *text)
{
    int64_t seconds = time_gone(text);
    if (seconds >= 0)
        fprintf(shown_output(), " · %" PRId64 ":%02d:%02d", seconds / 3600,
                (int)(seconds / 60 % 60), (int)(seconds % 60));
}

static void say_minutes(const char *text)
{
    int64_t minutes = time_gone(text) / 60;
    if (minutes > 0)
        fprintf(shown_output(), "%" PRId64 " minute%s gone\n", minutes, minutes == 1 ? "" : "s");
}

static const char *note_of(const char *text)
{
    const char *note = strstr(text, "\nnote\n");
    return note ? note + 6 : "";
}

static void put_note(const char *text)
{
    const char *note = note_of(text);
    if (!*note)
        fputs("(no note here)\n", shown_output());
    while (*note) {
        size_t length = strcspn(note, "\n");
        put(note, length);
        fputc('\n', shown_output());
        note += length + (note[length] == '\n');
    }
}

/* Past standard output's stream, on which control characters are shown. */
static void clear_screen(void)
{
    static const char clear[] = "\033[H\033[2J";
    fflush(shown_output());
    ssize_t written = write(STDOUT_FILENO, clear, sizeof clear - 1);
    (void)written; /* that nobody reads it is seen by what is written next */
}

/* A line of what is new; what stands there in the same words as before is not said again: false. */
static bool say_value(struct reading *r, const char *word, const char *before)
{
    size_t length, told_length;
    const char *value = value_of(buffer_text(&r->text), word, &length);
    const char *told = value_of(buffer_text(&r->told), word, &told_length);
    struct buffer line = {0};
    if (!length || (length == told_length && memcmp(value, told, length) == 0))
        return false;
    buffer_puts(&line, before);
    spoken_add_notice(&line, value, length);
    put(buffer_text(&line), line.length);
    fputc('\n', shown_output());
    buffer_free(&line);
    return true;
}

static void say_note(struct reading *r)
{
    struct buffer lines = {0};
    const char *note = note_of(buffer_text(&r->text));
    if (!*note || strcmp(note, note_of(buffer_text(&r->told))) == 0)
        return;
    for (; *note; note += strcspn(note, "\n") + (note[strcspn(note, "\n")] == '\n')) {
        size_t length = strcspn(note, "\n");
        buffer_clear(&lines);
        spoken_add(&lines, note, length);
        put(buffer_text(&lines), lines.length);
        fputc('\n', shown_output());
    }
    buffer_free(&lines);
}

/* The time gone is said with each section. */
static void speak(struct reading *r)
{
    say_value(r, "lesson", "lesson ");
    if (say_value(r, "section", "section "))
        say_minutes(buffer_text(&r->text));
    say_value(r, "stop", "stop ");
    say_note(r);
    say_value(r, "next", "next: ");
    fflush(shown_output());
    buffer_clear(&r->told);
    buffer_puts(&r->told, buffer_text(&r->text));
}

static void show(struct reading *r)
{
    const char *text = buffer_text(&r->text);
    if (r->spoken) {
        speak(r);
        return;
    }
    if (r->terminal)
        clear_screen();
    put_value(text, "lesson", "");
    put_value(text, "stop", " · stop ");
    put_time(text);
    put_value(text, "section", "\n");
    fputs("\n\n", shown_output());
    put_note(text);
    put_value(text, "next", "\nnext: ");
    fputs(r->terminal ? "\n" : "\n\n", shown_output());
    fflush(shown_output());
}

static void say(const char *sentence)
{
    fprintf(shown_output(), "%s\n", sentence);
    fflush(shown_output());
}

/* A presentation's socket; -1: there is none now, -2: several, which is told. */
static int find(struct reading *r)
{
    struct buffer names = {0};
    int fd = -1;
    if (r->name) {
        fd = notes_connect(r->folder, r->name);
    } else if (notes_add_others(r->folder, NULL, &names) == 1) {
        fd = notes_connect(r->folder, buffer_text(&names));
    } else if (names.length) {
        fprintf(shown_errors(),
                "thrum: several presentations go on: %s; thrum notes NAME shows the notes of one\n",
                buffer_text(&names));
        fd = -2;
    }
    buffer_free(&names);
    return fd;
}

/* Until the presentation is over; false: nobody reads what is written any more. */
static bool follow(struct reading *r, int fd)
{
    static char bytes[NOTES_BYTES];
    struct pollfd polled = {.fd = fd, .events = POLLIN};
    for (;;) {
        int ready = poll(&polled, 1, r->terminal && r->text.length ? CLOCK_MS : -1);
        ssize_t got = ready > 0 ? recv(fd, bytes, sizeof bytes, 0) : 0;
        if (ready > 0 && (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)))
            return true;
        if (got > 0) {
            buffer_clear(&r->text);
            buffer_add(&r->text, bytes, (size_t)got);
        }
        if (got > 0 || ready == 0)
            show(r);
        if (ferror(shown_output()))
            return false;
    }
}

static int read_on(struct reading *r)
{
    for (;;) {
        int fd = find(r);
        if (fd == -2)
            return 2;
        if (fd < 0 && !r->told_waiting)
            say("no presentation goes on here; this waits for one (Ctrl-C leaves)");
        r->told_waiting = true;
        if (fd < 0) {
            poll(NULL, 0, LOOK_MS);
            continue;
        }
        bool goes_on = follow(r, fd);
        close(fd);
        buffer_clear(&r->text);
        buffer_clear(&r->told);
        if (goes_on)
            say("\nthe presentation is over; this waits for the next (Ctrl-C leaves)");
        if (!goes_on || ferror(shown_output()))
            return 0;
    }
}

int notes_read(const char *name, bool spoken)
{
    char *folder = notes_folder(false);
    const char *kind = getenv("TERM");
    struct reading r = {.folder = folder,
                        .name = name,
                        .spoken = spoken,
                        .terminal =
                            !spoken && isatty(STDOUT_FILENO) && kind && strcmp(kind, "dumb") != 0};
    int status = 2;
    if (name && (strchr(name, '/') || !*name || name[0] == '.'))
        fprintf(shown_errors(), "thrum: no presentation has a name like that\n");
    else if (!folder)
        fprintf(shown_errors(), "thrum: there is no folder where a presentation would be found\n");
    else
        status = read_on(&r);
    buffer_free(&r.text);
    buffer_free(&r.told);
    free(folder);
    return status;
}
